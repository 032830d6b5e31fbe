import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isOfTheWorld } from '#read-models/models/event/event-route.js';
import { Projector } from '#read-models/projector/projector.js';
import type { Slice } from '#read-models/routes/pages.js';
import type { PagingValues } from '#read-models/routes/parameters.js';
import type { ReadRoute, Values } from '#read-models/routes/read-route.js';
import { isAtLeast, type Ladder, type Marking, unmarked } from '#domain/marking.js';
import { LADDER } from '../access/ladder.js';
import { callerOf } from '../access/caller.js';
import { preferredLanguage, preferredType } from '../http/accept.js';
import { MARKING_HEADER, markingHeader } from '../http/marking-header.js';
import { codedEtag, codingFor } from '../http/content-coding.js';
import { matchesEtag } from '../http/etag.js';
import { ConsistencyTokens } from '../http/consistency-token.js';
import { pathId } from '../http/path-id.js';
import { pathOf } from '../http/path-of.js';
import { Problem } from '../http/problem.js';
import { Clock } from '../log/clock.js';
import { ClosedTime } from '../log/closed-time.js';
import { LogFollower } from '../log/log-follower.js';
import { StartCheck } from '../log/start-check.js';
import { Cursors } from './cursors.js';
import { ListColumns } from './csv/list-columns.js';
import { momentsIn } from './asked-moments.js';
import { contentDisposition } from './file-name.js';
import { BYTE_ORDER_MARK, type Form, formsOf } from './forms.js';
import { KeptAnswers, type Written } from './kept-answers.js';
import { readParameters } from './parameters.js';
import { aboutOf, type Answer, problemOf, QueryView } from './query-view.js';
import { type Reader, seesAll } from './reader.js';
import { ReadAuthorization } from './read-authorization.js';
import type { Days, Past } from './replays.js';
import { TimePadding } from './time-padding.js';
import { temporalQueryOf } from './temporal-query.js';
import { forward } from './forward.js';
import { lastDayOver, todayOf } from './today.js';
import { TokenPlaces } from './token-places.js';

/** What the one who made a feed has chosen. It is answered in the first form of its route, whatever the program that asks prefers. */
type SetBefore = Readonly<{ values: Values; language: string }>;

/**
 * A read that was understood. `language`: of its sentences, if it has any. `isFinal`: see `QueryResponder.isFinal`. `bound`: what its
 * cursors are bound to. `mark`: the byte order mark, or nothing.
 */
type Asked = Readonly<{
  values: Values;
  slice: Slice;
  form: Form;
  language: string | undefined;
  past: Omit<Past, 'about'> | undefined;
  reader: Reader;
  since: number;
  isFinal: boolean | undefined;
  bound: string;
  mark: string;
}>;

const NO_CACHE = 'private, no-store';
/** Bytes. */
const WORTH_COMPRESSING = 1024;

/** Answers every read over HTTP: with an ETag, a Consistency-Token, the cursor of the next page, and 304. */
@Injectable()
export class QueryResponder {
  constructor(
    private readonly queries: QueryBus,
    private readonly tokens: ConsistencyTokens,
    private readonly places: TokenPlaces,
    private readonly cursors: Cursors,
    private readonly clock: Clock,
    private readonly closedTime: ClosedTime,
    private readonly authorization: ReadAuthorization,
    private readonly kept: KeptAnswers,
    private readonly startCheck: StartCheck,
    private readonly projector: Projector,
    private readonly follower: LogFollower,
    private readonly columns: ListColumns,
    private readonly padding: TimePadding,
    @Inject(LADDER) private readonly ladder: Ladder,
  ) {}

  /**
   * `set`: what is not asked for by the request. Events in the log have hidden ones between them, so those that are shown take longer to
   * read: the time of an answer that is made of them is padded for all who do not see everything.
   */
  answer(route: ReadRoute, request: FastifyRequest, reply: FastifyReply, set?: SetBefore): Promise<Buffer | undefined> {
    const respond = () => this.respond(route, request, reply, set);
    if (route.complete === undefined) return respond();
    return seesAll(callerOf(request)) ? respond() : this.padding.pad(respond);
  }

  private async respond(
    route: ReadRoute,
    request: FastifyRequest,
    reply: FastifyReply,
    set?: SetBefore,
  ): Promise<Buffer | undefined> {
    const asked = await this.asked(route, request, reply, set);
    const { values, slice, reader, since, past, form } = asked;
    if (!this.startCheck.isDone) void reply.header('log-check', 'pending');
    if (past === undefined && !this.projector.isProven) void reply.header('views-check', 'pending');
    const marksRows = form.marksRows ?? route.marksItems ?? false;
    const answer = await this.queries.execute<QueryView, Answer>(
      new QueryView(route.operationId, values, slice, reader, since, past, marksRows),
    );
    const next = answer.next && this.cursors.give(answer.next, asked.bound);
    if (next !== undefined) void reply.header('link', `<${nextAddress(request, next)}>; rel="next"`);
    void reply.header(MARKING_HEADER, markingHeader(answer.marking));
    void reply.header('consistency-token', this.tokens.issue(answer.ordinal, answer.at));
    // A 304 has it, too: what a browser kept would be saved under the day on which it was first asked for.
    if (form.file !== undefined)
      void reply.header('content-disposition', this.disposition(route, asked, answer, next !== undefined));
    return this.send(request, reply, asked, answer.marking, this.written(route, asked, answer, next));
  }

  /** Understands and authorizes a request. Sets the headers that a refusal has as well. @throws Problem 400, 404, 406 */
  private async asked(
    route: ReadRoute,
    request: FastifyRequest,
    reply: FastifyReply,
    set: SetBefore | undefined,
  ): Promise<Asked> {
    const { limit, after, bom, ...parameters } = readParameters(route.parameters, request.query) as Values &
      PagingValues;
    const refusal = route.check(parameters);
    if (refusal !== undefined) throw problemOf(refusal);
    const values = await this.withStream(route, request, { ...parameters, ...(set?.values ?? idsInPath(request)) });
    const bound = boundTo(request);
    const forms = formsOf(route);
    const sentences = route.sentences?.areIn?.(values) === false ? undefined : route.sentences;
    const varies = set === undefined && [
      ...(forms.length > 1 || route.only ? ['Accept'] : []),
      ...(sentences ? ['Accept-Language'] : []),
    ];
    if (varies && varies.length > 0) void reply.header('vary', varies.join(', '));
    const form = set === undefined ? acceptedForm(route, forms, request) : forms[0]!;
    const slice = {
      after: after === undefined ? undefined : this.cursors.read(after, bound),
      limit: isLimited(request) ? limit : (form.limit ?? limit),
    };
    const language = sentences && acceptedLanguage(sentences.languages, request, set);
    if (language !== undefined) void reply.header('content-language', language);
    const past = await this.pastOf(route, values);
    const reader = await this.readerOf(route, request, values);
    const since = await this.sinceOf(request);
    const isFinal = await this.isFinal(past, reader);
    // Before the answer is known, since a 404 about such a moment is no more final.
    if (isFinal !== undefined) void reply.header('as-of-final', String(isFinal));
    if (isFinal === false) void reply.header('cache-control', NO_CACHE);
    const mark = form.type === 'text/csv' && bom === 'true' ? BYTE_ORDER_MARK : '';
    return { values, slice, form, language, past, reader, since, isFinal, bound, mark };
  }

  private written(
    route: ReadRoute,
    { values, form, language, mark }: Asked,
    answer: Answer,
    next: string | undefined,
  ): Written {
    const { at, names, marking, ofRows } = answer;
    return this.kept.written(answer.body, JSON.stringify([form.type, language, next, mark]), () => {
      const found =
        language === undefined ? answer.body : route.sentences!.write(answer.body as never, language as never);
      const told = route.marksItems ? withMarkings(found, ofRows) : found;
      const body = { marking, ...told, ...(next !== undefined && { next }), names };
      const isMarked = (one: Marking) => !isAtLeast(this.ladder, unmarked(this.ladder), one);
      const columns = () => this.columns.of(route);
      const moments = momentsIn(values, at);
      const written = form.write({ body, marking, ofRows, language, moments, isMarked, columns });
      const text = typeof written === 'string' ? mark + written : written;
      const beside = form.file === undefined ? '' : JSON.stringify([marking, next !== undefined]);
      return { bytes: Buffer.from(text), etag: etagOf(body, text, next, beside) };
    });
  }

  private disposition(route: ReadRoute, { values, slice, form }: Asked, answer: Answer, hasMore: boolean): string {
    const { at, body, marking } = answer;
    const isPart = hasMore || slice.after !== undefined || ('isCut' in body && body.isCut === true);
    return contentDisposition(route, form, {
      moments: momentsIn(values, at),
      isPart,
      at,
      marking,
      ladder: this.ladder,
    });
  }

  /** @returns the body; undefined for a 304 */
  private async send(
    request: FastifyRequest,
    reply: FastifyReply,
    { form, reader, isFinal }: Asked,
    marking: Marking,
    { bytes, etag }: Written,
  ): Promise<Buffer | undefined> {
    const coding = this.isCompressible(bytes, marking, reply)
      ? codingFor(request.headers['accept-encoding'])
      : undefined;
    if (isFinal !== false) {
      const tag = codedEtag(etag, coding);
      void reply.headers({
        etag: tag,
        'cache-control': mayHoldMarked(reader, this.ladder) ? NO_CACHE : 'private, no-cache',
      });
      if (matchesEtag(request.headers['if-none-match'], tag)) {
        void reply.status(304);
        return undefined;
      }
    }
    void reply.type(form.isBinary ? form.type : `${form.type}; charset=utf-8`);
    void reply.headers(form.headers ?? {});
    if (coding === undefined) return bytes;
    void reply.header('content-encoding', coding);
    return this.kept.inCoding(bytes, coding);
  }

  /**
   * How well an answer compresses tells of its content. Somebody who can record what is public, and sees how long the answers to others
   * are, could guess by that what is marked in them. So only answers are compressed in which nothing is marked.
   */
  private isCompressible({ length }: Buffer, marking: Marking, reply: FastifyReply): boolean {
    if (length < WORTH_COMPRESSING || !isAtLeast(this.ladder, unmarked(this.ladder), marking)) return false;
    const vary = reply.getHeader('vary');
    void reply.header('vary', vary === undefined ? 'Accept-Encoding' : `${String(vary)}, Accept-Encoding`);
    return true;
  }

  private async readerOf(route: ReadRoute, request: FastifyRequest, values: Values): Promise<Reader> {
    const { clearance, roles } = callerOf(request);
    const negotiations = this.authorization.among(request);
    const isAuditor = roles.includes('auditor');
    if (route.roleWithoutGrant !== undefined && roles.includes(route.roleWithoutGrant))
      return { clearance, negotiations, admission: 'without-grant', isAuditor };
    const isAdmitted = await this.authorization.admits(request, aboutOf(route, values, { negotiations }));
    return { clearance, negotiations, admission: isAdmitted ? 'granted' : 'refused', isAuditor };
  }

  /** What an event is about has to be known before anybody can be told of it. Only auditors have more than the world on the trail. */
  private async withStream({ ofEvent }: ReadRoute, request: FastifyRequest, values: Values): Promise<Values> {
    if (!ofEvent) return values;
    const stream = await this.follower.streamOfEvent(String(values['id']));
    if (stream === undefined) return values;
    return isOfTheWorld(stream) || callerOf(request).roles.includes('auditor') ? { ...values, stream } : values;
  }

  private async pastOf({ comparison }: ReadRoute, values: Values): Promise<Omit<Past, 'about'> | undefined> {
    const clock = this.clock.at();
    const coordinates = await temporalQueryOf(values, this.places, clock);
    if (comparison === undefined) return coordinates && { coordinates };
    const { form, first, nameOf } = comparison;
    const now = { at: clock, now: clock };
    const from = (await temporalQueryOf(first(values), this.places, clock, nameOf)) ?? now;
    const past = { coordinates: coordinates ?? now, from, form };
    if (form !== 'moved') return past;
    const moved = forward(past, first(values).asOf);
    const begun = { ...first(values), tz: values['tz'] };
    const days = {
      from: todayOf(begun, moved.from.now),
      to: todayOf(values, moved.coordinates.now),
      over: lastDayOver(begun, moved.from.now),
    };
    return { ...moved, days: days as Days };
  }

  /** Whether the log as of every instant of a question is final. A token is exact. Undefined if no moment of the log is asked for. */
  private async isFinal(past: Omit<Past, 'about'> | undefined, reader: Reader): Promise<boolean | undefined> {
    const moments = [past?.coordinates.asOf, past?.from?.asOf].filter((asOf) => asOf !== undefined);
    if (moments.length === 0) return undefined;
    const instants = moments.flatMap((asOf) => ('instant' in asOf ? [Date.parse(asOf.instant)] : []));
    const closed = await Promise.all(instants.map((instant) => this.closedTime.isFinal(instant, seesAll(reader))));
    return closed.every(Boolean);
  }

  private async sinceOf({ headers }: FastifyRequest): Promise<number> {
    const tokens = headers['consistency-token'];
    if (typeof tokens !== 'string') return -1;
    return Math.max(...(await Promise.all(tokens.split(',').map((token) => this.places.since(token.trim())))));
  }
}

/** The items of a page, each with its own marking. */
const withMarkings = (body: object, markings: readonly Marking[]): object => {
  const { items } = body as Readonly<{ items: readonly object[] }>;
  return { ...body, items: items.map((item, n) => ({ ...item, marking: markings[n]! })) };
};

/** What is not in JSON alone or as CSV is refused in a form that it has not. Everything else is JSON then. */
const acceptedForm = ({ text, only }: ReadRoute, forms: readonly Form[], request: FastifyRequest): Form => {
  const types = forms.map(({ type }) => type);
  const preferred = preferredType(request.headers.accept, types);
  const form = forms.find(({ type }) => type === preferred);
  if (form !== undefined) return form;
  if (text === undefined && only === undefined) return forms[0]!;
  const available = new Intl.ListFormat('en-GB').format(types);
  const detail = `This is available as ${available}. Set Accept to ${types.length === 1 ? 'that' : 'one of them'}.`;
  throw new Problem('not-acceptable', detail);
};

const acceptedLanguage = (languages: readonly string[], { headers }: FastifyRequest, set?: SetBefore): string =>
  set?.language ?? preferredLanguage(headers['accept-language'], languages);

const idsInPath = (request: FastifyRequest): Values =>
  Object.fromEntries(Object.keys(request.params as object).map((name) => [name, pathId(request, name)]));

/** Whether this reader may see anything that is marked, so that no cache may keep the answer. */
const mayHoldMarked = ({ clearance }: Reader, ladder: Ladder): boolean =>
  clearance === undefined || clearance.level !== ladder[0] || clearance.compartments.length > 0;

/** Whether a page was asked for of a certain length. */
const isLimited = ({ query }: FastifyRequest): boolean => 'limit' in (query as object);

/** What a cursor is bound to: the address without paging parameters, and the caller. It serves for every form. */
const boundTo = (request: FastifyRequest): string => {
  const { after: _, limit: __, bom: ___, ...filter } = request.query as Given;
  return JSON.stringify([
    pathOf(request),
    Object.entries(filter)
      .map(([name, given]) => [name, typeof given === 'string' ? given : [...new Set(given)].toSorted()])
      .sort(([a], [b]) => (a! < b! ? -1 : 1)),
    callerOf(request).recorder,
  ]);
};

const nextAddress = (request: FastifyRequest, cursor: string): string => {
  const given = Object.entries({ ...(request.query as Given), after: cursor });
  const pairs = given.flatMap(([name, values]) => [values].flat().map((value): [string, string] => [name, value]));
  return `${pathOf(request)}?${new URLSearchParams(pairs).toString()}`;
};
/** A parameter that is repeated has several values. */
type Given = Readonly<Record<string, string | readonly string[]>>;

/** `beside`: what a file has in its name. */
const etagOf = (body: object, written: string | Uint8Array, next: string | undefined, beside: string): string => {
  // A cursor is not part of the content.
  const content = next === undefined || typeof written !== 'string' ? written : written.replaceAll(next, '');
  const hash = hashOf(content) + (beside === '' ? '' : `.${hashOf(beside)}`);
  return 'revision' in body ? `"${body.revision as number}.${hash}"` : `"${hash}"`;
};
const hashOf = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('base64url').slice(0, 22);
