import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyRequest } from 'fastify';
import { isRefusal } from '#domain/decider.js';
import type { Kind } from '#domain/ids.js';
import { withOwnDeadline } from '#event-store/deadline.js';
import { callerOf } from '../access/caller.js';
import type { Quota } from '../access/quota.js';
import { keyOf } from '../access/rate-limit.js';
import { includesOneWith, rolesAllowed } from '../access/route-policy.js';
import { Problem } from '../http/problem.js';
import { isTrial, type Receipt, type RecordFact } from './command.js';
import { allRoutes, type Route } from './command-controller.js';
import type { Outcome } from './decided-outcome.js';
import { readCommand } from './read-command.js';
import { RECORD_ROUTES } from './record-routes.js';

/** `quota` counts requests, if they are limited. `logMs`: the time that a command has to reach the log. */
export type RequestLimits = Readonly<{ quota: Quota | undefined; logMs: number }>;
export const REQUEST_LIMITS = Symbol('REQUEST_LIMITS');

type Item = Readonly<{ path: string; body: object }>;
/** A command, and the pattern of its route. */
export type DirectCommand = Readonly<{ command: RecordFact; pattern: string }>;

/**
 * Runs commands of a batch without a request for each, which costs more than the command. What the hooks, the router, the parsers or
 * the validation of a request would refuse is left to them, and so is every answer but a receipt. What a parser refuses is never a valid
 * fact: it has too many values, or is nested too deeply.
 */
@Injectable()
export class DirectCommands {
  constructor(
    private readonly bus: CommandBus,
    @Inject(REQUEST_LIMITS) private readonly limits: RequestLimits,
  ) {}

  /**
   * The command of an item; undefined if the item needs a request. Runs in the context of the batch.
   * @param headers of the request that the item would be
   */
  read(
    { path, body }: Item,
    headers: Readonly<Record<string, string>>,
    batch: FastifyRequest,
  ): DirectCommand | undefined {
    const found = findRoute(path);
    if (found === undefined) return undefined;
    const { kind, route, pattern, params } = found;
    const who = rolesAllowed('POST', pattern);
    if (typeof who === 'string' || !includesOneWith(who, callerOf(batch).roles)) return undefined;
    try {
      const { caller } = batch;
      const sent = {
        id: randomUUID(),
        method: 'POST',
        url: path,
        params,
        body: JSON.parse(JSON.stringify(body)) as unknown,
        headers,
      };
      return { command: readCommand(kind, route, { ...sent, ...(caller && { caller }) }), pattern };
    } catch (error) {
      if (error instanceof Problem) return undefined;
      throw error;
    }
  }

  /** @returns the receipt, or the outcome that a request has to answer */
  async run({ command }: DirectCommand, batch: FastifyRequest): Promise<Readonly<{ receipt: Receipt }> | Outcome> {
    try {
      const outcome = await withOwnDeadline(this.limits.logMs, () => this.bus.execute(command));
      if (isRefusal(outcome) || isTrial(outcome)) return async () => outcome;
      this.limits.quota?.take(keyOf(batch));
      return { receipt: outcome };
    } catch (error) {
      return () => Promise.reject(error);
    }
  }
}

type Found = Readonly<{ kind: Kind; route: Route; pattern: string; params: Readonly<Record<string, string>> }>;
type Known = Omit<Found, 'params'> & Readonly<{ names: readonly string[] }>;

/** The routes of commands by their patterns, without the names of the parameters. */
const ROUTES: ReadonlyMap<string, Known> = new Map(
  RECORD_ROUTES.flatMap((routes) =>
    allRoutes(routes).map((route) => {
      const pattern = `/v1/${route.path}`;
      const names = [...pattern.matchAll(/:(\w+)/g)].map(([, name]) => name!);
      return [pattern.replaceAll(/:\w+/g, ':'), { kind: routes.decider.kind, route, pattern, names }];
    }),
  ),
);

const ID = /(?<=\/)[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?=\/|$)/g;

/** The route of a path whose parameters are ids in lower case. Any other spelling is left to the router. */
const findRoute = (path: string): Found | undefined => {
  const ids: string[] = [];
  const known = ROUTES.get(
    path.replaceAll(ID, (id) => {
      ids.push(id);
      return ':';
    }),
  );
  if (known === undefined) return undefined;
  const { names, ...found } = known;
  return { ...found, params: Object.fromEntries(names.map((name, n) => [name, ids[n]!])) };
};
