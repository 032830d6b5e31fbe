import { createHash } from 'node:crypto';
import { Injectable, type Type } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type Database from 'better-sqlite3';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Kind } from '#domain/ids.js';
import { resolveLabels } from '#read-models/models/resolve-labels.js';
import { thing, type ThingRow } from '#read-models/models/things.js';
import { callerOf } from '../access/caller.js';
import { preferred } from '../http/accept.js';
import { ConsistencyTokens } from '../http/consistency-token.js';
import { pathId } from '../http/path-id.js';
import { pathOf } from '../http/path-of.js';
import { Problem } from '../http/problem.js';
import { Clock } from '../log/clock.js';
import { validateAs } from '../http/validation/validate.js';
import { ReadAuthorization } from './read-authorization.js';
import { type Answer, Ask, type Moment } from './query-view.js';
import {
  TEMPORAL_PARAMETERS,
  temporalQueryOf,
  type TemporalQuery,
  fromName,
  TemporalParameters,
} from './temporal-query.js';
import { Cursors, type Key } from './cursors.js';
import { type Page, PagedQuery } from './paged-query.js';
import type { About, Past } from './replays.js';
import { Sights } from './sights.js';

export type Row = Readonly<{ key: Key }>;
/** Asks for rows after a key, that one excluded, in one fixed order. */
export type Slice = Readonly<{ after: Key | undefined; limit: number }>;
/** Asks as one caller. */
type AskOf = <T>(
  models: readonly string[],
  question: Question<T>,
  since: number,
  past: Past | undefined,
) => Promise<Answer<T>>;
type Question<T> = (views: Database.Database, moment: Moment) => T;
/**
 * `text`: how an answer is written for people, where that is offered too. `from`: the first of two moments that are
 * compared. `needsGrant`: false where a role is enough.
 */
type Exchange = Readonly<{
  request: FastifyRequest;
  reply: FastifyReply;
  text?: (answer: never) => string;
  from?: TemporalParameters;
  needsGrant?: false;
}>;

/** A question as it is put to the views. `among`: the negotiations of which the answer names things, all where it gives none. */
type Asked<T> = Readonly<{
  ask: AskOf;
  about: About;
  among: (views: Database.Database) => readonly string[] | undefined;
  models: readonly string[];
  question: Question<T>;
  since: number;
  past: Past | undefined;
  complete: ((found: T) => Promise<object>) | undefined;
}>;

/** How every read is answered: waiting for what the caller knows already, with an ETag, a Consistency-Token, and 304. */
@Injectable()
export class QueryResponder {
  constructor(
    private readonly queries: QueryBus,
    private readonly tokens: ConsistencyTokens,
    private readonly cursors: Cursors,
    private readonly clock: Clock,
    private readonly admission: ReadAuthorization,
    private readonly sights: Sights,
  ) {}

  /** The query of an address, checked. @throws Problem 400 */
  query<T extends object>(request: FastifyRequest, dto: Type<T>): T {
    return validateAs(dto, { ...(request.query as object) });
  }

  /** A page of one thing. `question` gives undefined where there is none. */
  async thing<T extends object>(
    exchange: Exchange,
    kind: Kind,
    models: readonly string[],
    question: (views: Database.Database, id: string, moment: Moment) => T | undefined,
  ) {
    const id = pathId(exchange.request, 'id');
    return this.answer(exchange, { kind, id }, ['things', ...models], (views, moment) => {
      const known = demand(views, kind, id, moment);
      const { negotiationId, label, revision, standing, recordedAt } = known;
      const head = { id, negotiationId, revision, ...(standing === 'voided' ? { voided: true, label } : {}) };
      return { ...head, ...question(views, id, moment), recordedAt };
    });
  }

  /** A page about one negotiation. */
  async about<T extends object>(
    exchange: Exchange,
    models: readonly string[],
    question: (views: Database.Database, negotiationId: string, moment: Moment) => T,
  ) {
    const id = pathId(exchange.request, 'negotiationId');
    return this.answer(exchange, { negotiationId: id }, ['things', ...models], (views, moment) =>
      question(views, demand(views, 'negotiation', id, moment).id, moment),
    );
  }

  /** One page of rows about a negotiation, with the cursor of the next. */
  async page<R extends Row>(
    exchange: Exchange,
    models: readonly string[],
    { limit, after }: PagedQuery,
    question: (views: Database.Database, negotiationId: string, slice: Slice, moment: Moment) => readonly R[],
  ) {
    const id = pathId(exchange.request, 'negotiationId');
    return this.rows(exchange, { negotiationId: id }, models, { limit, after } as PagedQuery, (views, slice, moment) =>
      question(views, demand(views, 'negotiation', id, moment).id, slice, moment),
    );
  }

  /**
   * One page of rows, with the cursor of the next. `complete` adds to its rows what is not in the views; `head` is what
   * stands before them.
   */
  async rows<R extends Row, T extends object = Omit<R, 'key'>>(
    exchange: Exchange,
    about: About,
    models: readonly string[],
    { limit, after }: PagedQuery,
    question: (views: Database.Database, slice: Slice, moment: Moment) => readonly R[],
    complete?: (items: readonly Omit<R, 'key'>[]) => Promise<readonly T[]>,
    head?: (views: Database.Database) => object,
  ) {
    const { request, reply } = exchange;
    const asked = this.questionOf(request);
    const slice = { after: after === undefined ? undefined : this.cursors.read(after, asked), limit: limit + 1 };
    const page: Question<Page<Omit<R, 'key'>>> = (views, moment) => {
      const found = question(views, slice, moment);
      const items = found.slice(0, limit);
      const next = found.length > limit ? this.cursors.give(items.at(-1)!.key, asked) : undefined;
      if (next !== undefined) void reply.header('link', `<${this.nextOf(request, next)}>; rel="next"`);
      return {
        ...head?.(views),
        items: items.map(({ key: _, ...item }) => item),
        ...(next === undefined ? {} : { next }),
      };
    };
    if (complete === undefined) return this.answer(exchange, about, ['things', ...models], page);
    return this.answer(exchange, about, ['things', ...models], page, async (found) => ({
      ...found,
      items: await complete(found.items),
    }));
  }

  private async answer<T extends object>(
    exchange: Exchange,
    asks: About,
    models: readonly string[],
    question: Question<T>,
    complete?: (found: T) => Promise<object>,
  ) {
    const { request, reply, text } = exchange;
    // How much there is in other negotiations is told by nothing: not by what is found, and not by how long that takes.
    const about = 'kinds' in asks ? { ...asks, among: this.admission.among(request) } : asks;
    const type = text === undefined ? JSON_TYPE : this.typeFor(exchange);
    const past = this.pastOf(exchange, about);
    const { clearance } = callerOf(request);
    const admitted = exchange.needsGrant === false || (await this.admission.admits(request, about));
    const ask: AskOf = (ofModels, ask, since, then) =>
      this.queries.execute(new Ask(clearance, ofModels, ask, since, then, admitted));
    const since = this.sinceOf(request);
    const asked = { ask, about, among: this.namedAmong(exchange, about), models, question, since, past, complete };
    // What is completed takes two questions, and what was marked between them may be in the answer and must not.
    const { body, ordinal, at } = await (complete === undefined
      ? this.named(asked)
      : this.sights.markings.retryIfRemarked(clearance, () => this.named(asked)));
    const written = text !== undefined && type === TEXT_TYPE ? text(body as never) : JSON.stringify(body);
    // A cursor says where to go on, and nothing of what is there.
    const told = 'next' in body ? written.replaceAll(String(body.next), '') : written;
    const hash = createHash('sha256').update(told).digest('base64url').slice(0, 22);
    const etag = 'revision' in body ? `"${body.revision as number}.${hash}"` : `"${hash}"`;
    void reply.headers({
      etag,
      'consistency-token': this.tokens.issue(ordinal, at),
      'cache-control': 'private, no-cache',
    });
    if (matches(request.headers['if-none-match'], etag)) {
      void reply.status(304);
      return undefined;
    }
    void reply.type(`${type}; charset=utf-8`);
    return written;
  }

  private typeFor({ request, reply }: Exchange): string {
    void reply.header('vary', 'Accept');
    const type = preferred(request.headers.accept, [JSON_TYPE, TEXT_TYPE]);
    if (type !== undefined) return type;
    const detail = `This is written as ${JSON_TYPE} or as ${TEXT_TYPE}. Name one of them in Accept.`;
    throw new Problem(406, 'not-acceptable', detail);
  }

  /**
   * The names come from the snapshot of the answer. Where that has to be completed first, both are asked until no event
   * came between them; if events keep coming, the names are asked as of the answer.
   */
  private async named<T extends object>({
    ask,
    about,
    among,
    models,
    question,
    since,
    past,
    complete,
  }: Asked<T>): Promise<Answer<object>> {
    const naming =
      <B extends object>(asked: Question<B>): Question<B & { names: object }> =>
      (views, moment) => {
        const body = asked(views, moment);
        // A page about a negotiation names it too, and so says where it was voided.
        return { ...body, names: resolveLabels(views, 'negotiationId' in about ? [about, body] : body, among(views)) };
      };
    if (complete === undefined) return ask(models, naming(question), since, past);
    for (let attempt = 1; ; attempt++) {
      const found = await ask(models, question, since, past);
      const whole = await complete(found.body);
      const asOf = { asOf: { ordinal: found.ordinal }, at: found.at, now: found.at };
      const then = past ?? (attempt < ATTEMPTS ? undefined : { about, coordinates: asOf });
      const { body, ordinal } = await ask(
        models,
        naming(() => whole),
        found.ordinal,
        then,
      );
      if (then !== undefined || ordinal === found.ordinal) return { ...found, body };
    }
  }

  /** The negotiations of which an answer names things: the one that it is about, or those that the caller has. */
  private namedAmong({ request, needsGrant }: Exchange, about: About) {
    const has = this.admission.among(request);
    return (views: Database.Database): readonly string[] | undefined => {
      if (needsGrant === false) return has ?? [];
      if ('negotiationId' in about) return [about.negotiationId];
      return 'kinds' in about ? has : [thing(views, about.kind, about.id)?.negotiationId ?? ''];
    };
  }

  private pastOf({ request, from }: Exchange, about: About): Past | undefined {
    const clock = this.clock.at();
    const coordinates = this.coordinatesOf(request, clock);
    if (from === undefined) return coordinates && { about, coordinates };
    const now = { at: clock, now: clock };
    return {
      about,
      coordinates: coordinates ?? now,
      from: temporalQueryOf(from, this.tokens, clock, fromName) ?? now,
    };
  }

  private coordinatesOf(request: FastifyRequest, clock: number): TemporalQuery | undefined {
    const query = request.query as Readonly<Record<string, unknown>>;
    const given = TEMPORAL_PARAMETERS.filter((name) => Object.hasOwn(query, name)).map((name) => [name, query[name]]);
    return temporalQueryOf(validateAs(TemporalParameters, Object.fromEntries(given)), this.tokens, clock);
  }

  private sinceOf(request: FastifyRequest): number {
    const token = request.headers['consistency-token'];
    return typeof token === 'string' ? this.tokens.read(token).ordinal : -1;
  }

  /** What a cursor is bound to: the address with all its parameters but where to go on, and the caller. */
  private questionOf(request: FastifyRequest): string {
    const { after: _, limit: __, ...filter } = request.query as Record<string, string>;
    return JSON.stringify([
      pathOf(request),
      Object.entries(filter).sort(([a], [b]) => (a < b ? -1 : 1)),
      callerOf(request).recorder,
    ]);
  }

  private nextOf(request: FastifyRequest, cursor: string): string {
    return `${pathOf(request)}?${new URLSearchParams({ ...(request.query as Record<string, string>), after: cursor }).toString()}`;
  }
}

const JSON_TYPE = 'application/json';
const ATTEMPTS = 5;
const TEXT_TYPE = 'text/plain';

const demand = (views: Database.Database, kind: Kind, id: string, { past }: Moment): ThingRow => {
  const known = thing(views, kind, id);
  if (known !== undefined) return known;
  const detail = past
    ? `No ${kind} with this id was on record at that moment. Ask about a later one, or leave ${TEMPORAL_PARAMETERS.join(', ')} out.`
    : `No ${kind} with this id is recorded.`;
  throw new Problem(404, `${kind}-unknown`, detail);
};

/** RFC 9110, section 13.1.2: weak comparison. */
const matches = (header: string | undefined, etag: string) =>
  header !== undefined &&
  (header.trim() === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag));
