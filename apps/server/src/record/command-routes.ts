import type { Type } from '@nestjs/common';
import type { Command, Decider, Message } from '#domain/decider.js';
import type { Fact } from '../http/validation/fact.js';

/** One command as a route: its path, the class of its body, and examples by name, at least one, that are accepted as they stand. */
export type CommandRoute<Data = unknown> = Readonly<{
  /** Below /v1. `:id` is the thing; `:negotiationId` or `:meetingId` is what a new thing belongs to; anything else is a field of the fact. */
  path: string;
  dto: Type<Fact & Data>;
  summary: string;
  examples: Readonly<Record<string, object>>;
}>;

type DataOf<C extends Command, Name extends string> = Extract<C, { type: Name }>['data'];

/** The routes of one kind of thing, and what else its commands need to be decided. */
export type CommandRoutes = Readonly<{
  decider: Decider;
  routes: Readonly<Record<string, CommandRoute>>;
  /** Where the id of a thing follows from what it is about: made of these fields, which no correction can change then. */
  identity: readonly string[];
  /** What was done is done: nothing of it is corrected or voided. */
  isFinal: boolean;
  /** The class in whose fields each type of event is told. */
  dtoOf: ReadonlyMap<string, Type<Fact>>;
}>;

/** A command of the decider without its route does not compile. */
export const commandRoutes = <State, C extends Command, E extends Message>(
  decider: Decider<State, C, E>,
  {
    routes,
    identity = [],
    isFinal = false,
  }: Readonly<{
    routes: Readonly<{ [Name in C['type']]: CommandRoute<DataOf<C, Name>> }>;
    identity?: readonly string[];
    isFinal?: boolean;
  }>,
): CommandRoutes => {
  const commands = Object.entries(routes) as [C['type'], CommandRoute][];
  const dtoOf = new Map<string, Type<Fact>>(commands.map(([type, { dto }]) => [decider.records[type], dto]));
  return { decider, routes: Object.fromEntries(commands), identity, isFinal, dtoOf };
};
