import type { Type } from '@nestjs/common';
import type { Command, Decider, Message } from '#domain/decider.js';
import type { Deprecation } from '#read-models/routes/deprecation.js';
import type { Fact } from '../http/validation/fact.js';

/** One command as a route: its path, the class of its body, and at least one named example that is accepted unchanged. */
export type CommandRoute<Data = unknown> = Readonly<{
  /** Below /v1. `:id` is the thing; `:negotiationId` or `:meetingId` is the owner of a new thing; any other parameter is a field of the fact. */
  path: string;
  dto: Type<Fact & Data>;
  summary: string;
  deprecated?: Deprecation;
  examples: Readonly<Record<string, object>>;
}>;

type DataOf<C extends Command, Name extends string> = Extract<C, { type: Name }>['data'];

/** The routes of one kind of thing, and what else is needed to decide its commands. */
export type CommandRoutes = Readonly<{
  decider: Decider;
  routes: Readonly<Record<string, CommandRoute>>;
  /** Its events can be neither corrected nor voided. */
  isFinal: boolean;
  /** The DTO of each type of event. */
  dtoOf: ReadonlyMap<string, Type<Fact>>;
}>;

/** A command of the decider without its route does not compile. */
export const commandRoutes = <State, C extends Command, E extends Message>(
  decider: Decider<State, C, E>,
  {
    routes,
    isFinal = false,
  }: Readonly<{
    routes: Readonly<{ [Name in C['type']]: CommandRoute<DataOf<C, Name>> }>;
    isFinal?: boolean;
  }>,
): CommandRoutes => {
  const commands = Object.entries(routes) as [C['type'], CommandRoute][];
  const dtoOf = new Map<string, Type<Fact>>(commands.map(([type, { dto }]) => [decider.records[type], dto]));
  return { decider, routes: Object.fromEntries(commands), isFinal, dtoOf };
};
