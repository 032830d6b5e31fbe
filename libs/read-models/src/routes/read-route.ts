import type Database from 'better-sqlite3';
import { isRefusal, type Refusal, refuse } from '#domain/decider.js';
import type { Kind } from '#domain/ids.js';
import type { Role } from '#domain/role.js';
import type { EventStore } from '#event-store/event-store.js';
import { Names } from '../models/resolve-labels.js';
import { thing, type ThingRow } from '../models/things.js';
import type { Deprecation } from './deprecation.js';
import { type FoundSoFar, type Key, type Keyed, readPage, type Slice } from './pages.js';
import type { NotFoundCode, QueryCode } from './query-codes.js';
import type { Subject } from './scope.js';
import {
  MAX_LIMIT,
  modelsReadFor,
  PAGING_PARAMETERS,
  type Parameters,
  TEMPORAL_NAMES,
  TEMPORAL_PARAMETERS,
  type TemporalValues,
  type ValuesOf,
} from './parameters.js';
import {
  all,
  described,
  either,
  type Fields,
  idOf,
  instant,
  list,
  nameOf,
  named,
  object,
  onlyTrue,
  type Schema,
  text,
  uuid,
  whole,
} from './schema.js';

/** What an answer depends on besides the parameters and the rows. */
export type QueryContext = Readonly<{
  slice: Slice;
  /** The day from which "next", "overdue" and "in force" count, in UTC. */
  today: string;
  /** Whether the query is about a moment in the past. */
  isPast: boolean;
  /** The negotiations that the reader may read; undefined: all of them. */
  among: readonly string[] | undefined;
  /** Whether the reader may know the ordinals of the log, which count events that not everybody may see. */
  showsOrdinals: boolean;
  isAuditor: boolean;
  /** Of what is found in the index of the log: as if the event with this ordinal were the last one. */
  upTo?: number | undefined;
}>;

/** A query that has no answer. `pointer`: the parameter that is wrong (RFC 6901). */
export type QueryRefusal = (
  | (Refusal<QueryCode> & Readonly<{ status: 400 }>)
  | (Refusal<NotFoundCode> & Readonly<{ status: 404 }>)
) &
  Readonly<{ pointer?: string }>;
/** The body of an answer, and the key of its last row if there are more. `keys`: those of the rows of a page. */
export type Found = Readonly<{ body: object; next?: Key | undefined; keys?: readonly Key[] }>;

/** The checked values of all parameters, those in the path included. */
export type Values = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/**
 * A comparison of two moments. `first`: the first of them; `nameOf`: the parameter that sets one of its coordinates. `form`: whether
 * auditors are told all that differs, or readers what moved.
 */
type Comparison<V> = Readonly<{
  form: 'differences' | 'moved';
  first: (values: V) => TemporalValues;
  nameOf: (field: keyof TemporalValues) => string;
}>;

/** One read: a row of the table of reads. It has everything that is specific to the read. */
export type ReadRoute = Readonly<{
  /** Below /v1. */
  path: string;
  operationId: string;
  summary: string;
  tag: string;
  /** It is deprecated as a whole. Of a parameter, `deprecated` says so. */
  deprecated?: Deprecation;
  /** All query parameters, including those that every read takes. */
  parameters: Parameters;
  isPaged: boolean;
  /** The read models whose rows it reads. */
  models: (values: Values) => readonly string[];
  answer: Schema;
  example?: object;
  /** The answer as plain text for people, with an example. `isMarkedBelow`: its marking stands below it, too. */
  text?: Readonly<{
    write: (body: never, language: never, told: never) => string;
    example: string;
    isMarkedBelow?: true;
  }>;
  /** The answer as a page to be printed, with an example. `style`: the one style that the page may have. */
  html?: Readonly<{ write: (body: never, language: never, marked: never) => string; style: string; example: string }>;
  /** The answer as a document for word processors. */
  docx?: Readonly<{ write: (body: never, language: never, marked: never) => Uint8Array }>;
  /** The one form of its answer, which is no JSON, with an example. `file`: how the name of a file of it ends. */
  only?: Readonly<{
    type: string;
    file: string;
    write: (body: never, language: never, marked: never) => string;
    example: string;
  }>;
  /** Writes sentences into what was found, in one of these languages; the first is for readers who prefer none of them. */
  sentences?: Readonly<{
    languages: readonly string[];
    write: (body: never, language: never) => object;
    /** Whether the answer has any, if that depends on what is asked for. */
    areIn?: (values: Values) => boolean;
  }>;
  subject: (values: Values) => Subject;
  /** Checks the parameters in combination. */
  check: (values: Values) => QueryRefusal | undefined;
  find: (views: Database.Database, values: Values, context: QueryContext) => Found | QueryRefusal;
  /** Adds to the rows of a page what the views do not have. Without pages, there is one row, which becomes the body. */
  complete?: RowsToComplete<unknown, unknown, never>['complete'];
  /** Puts the names of things into what was completed. */
  word?: (views: Database.Database, body: object) => object;
  /**
   * Its answers count, or are made from, things that they do not mention: they have the marking of all that their reader may see of the
   * negotiation. The answers of other routes have that of the things in them.
   */
  isOfAll: boolean;
  /** Whether its items are negotiations, each told with the marking of all that its reader may see of it, for the same reason. */
  areItemsOfAll?: (values: Values) => boolean;
  /** Each of its items has its own marking, in JSON, too. */
  marksItems?: true;
  /** The id in its path is that of an event. The values have the `stream` of its thing, if it is a fact about the world. */
  ofEvent?: true;
  comparison?: Comparison<Values>;
  /** A role that may read this without a grant for the negotiation. */
  roleWithoutGrant?: Role;
  /** Reads are written to the access log. */
  isLogged?: true;
}>;
export const HighWater = named(
  'HighWater',
  object({
    level: described('One of the levels in /v1/config; the lowest if nothing in it is marked', text),
    'compartments?': list(text),
  }),
);
const Page = named(
  'Page',
  object({
    names: Names,
    'next?': described('The cursor of the next page, for `after`; absent on the last page', text),
  }),
);
const Thing = named(
  'Thing',
  described(
    'What all pages of a thing have in common',
    object({
      negotiationId: idOf('negotiation'),
      revision: described('The revision of its last event, from 0', whole),
      recordedAt: described('When its first event was recorded', instant),
      names: Names,
    }),
  ),
);
const VoidedThing = named(
  'VoidedThing',
  described(
    'A thing that was voided',
    all(Thing, object({ id: uuid, voided: onlyTrue, label: described('Its last name', text) })),
  ),
);

/** What every answer has. */
const Marked = named(
  'Marked',
  object({
    marking: described(
      'The lowest marking that covers everything in this answer. Whoever passes it on passes that on, too',
      HighWater,
    ),
  }),
);

type Ask<P, Id extends unknown[], T> = (
  views: Database.Database,
  ...rest: [...Id, values: ValuesOf<P>, context: QueryContext]
) => T | QueryRefusal;
/** The fields that all kinds of rows have. */
type Head<P extends Parameters> = Omit<
  ReadRoute,
  | 'parameters'
  | 'models'
  | 'isPaged'
  | 'isOfAll'
  | 'areItemsOfAll'
  | 'answer'
  | 'subject'
  | 'check'
  | 'comparison'
  | 'complete'
  | 'find'
  | 'word'
  | 'ofEvent'
> &
  Readonly<{
    parameters?: P;
    /** Those that it reads whatever it is asked. A parameter can add others (`alsoReading`). */
    models: readonly string[];
    check?: (values: ValuesOf<P>) => QueryRefusal | undefined;
    comparison?: Comparison<ValuesOf<P> & TemporalValues>;
  }>;

/** A read of one thing. `more`: what its page has in addition to its item in a list. `ask` returns undefined if the thing is voided. */
export const thingRoute = <const P extends Parameters, T, More = unknown>({
  kind,
  item,
  more,
  ask,
  ...head
}: Head<P> &
  Readonly<{
    kind: Kind;
    item: Schema<T>;
    more?: Schema<More>;
    ask: Ask<P, [id: string], (NoInfer<T & More> & object) | undefined>;
  }>): ReadRoute =>
  routeOf(head, {
    isPaged: false,
    isOfAll: kind === 'negotiation',
    answer: either(
      named(`${nameOf(item)}Details`, all(item, Thing, ...(more === undefined ? [] : [more]))),
      VoidedThing,
    ),
    subject: ({ id }) => ({ kind, id: String(id) }),
    find: (views, values, context) => {
      const id = String(values['id']);
      const known = findThing(views, kind, id, context);
      if (isRefusal(known)) return known;
      const found = ask(views, id, values as ValuesOf<P>, context);
      if (found !== undefined && isRefused(found)) return found;
      const { negotiationId, label, revision, standing, recordedAt } = known;
      const head = { id, negotiationId, revision, ...(standing === 'voided' && { voided: true, label }) };
      return { body: { ...head, ...found, recordedAt } };
    },
  });

/** A read of one thing about a negotiation. `isOfAll` is false if the answer mentions all that it is made from. */
export const negotiationRoute = <const P extends Parameters, T extends object>({
  answer,
  isOfAll = true,
  ask,
  ...head
}: Head<P> &
  Readonly<{
    answer: Schema<T>;
    isOfAll?: boolean;
    ask: Ask<P, [negotiationId: string], Omit<NoInfer<T>, 'names'>>;
  }>): ReadRoute =>
  routeOf(head, {
    isPaged: false,
    isOfAll,
    answer,
    subject: ({ negotiationId }) => ({ negotiationId: String(negotiationId) }),
    find: (views, values, context) => {
      const id = String(values['negotiationId']);
      const known = findThing(views, 'negotiation', id, context);
      if (isRefusal(known)) return known;
      const body = ask(views, id, values as ValuesOf<P>, context);
      return isRefused(body) ? body : { body };
    },
  });

/** A read of a page of rows about a negotiation. */
export const pageRoute = <const P extends Parameters, T>({
  item,
  ask,
  ...head
}: Head<P> &
  Readonly<{
    item: Schema<T>;
    ask: Ask<P, [negotiationId: string], readonly Keyed<NoInfer<T>>[] | FoundSoFar<NoInfer<T>>>;
  }>): ReadRoute =>
  routeOf(head, {
    isPaged: true,
    isOfAll: false,
    answer: listOf(item),
    subject: ({ negotiationId }) => ({ negotiationId: String(negotiationId) }),
    find: (views, values, context) => {
      const id = String(values['negotiationId']);
      const known = findThing(views, 'negotiation', id, context);
      if (isRefusal(known)) return known;
      return pageOf((slice) => ask(views, id, values as ValuesOf<P>, { ...context, slice }), context, ROWS_AT_A_TIME);
    },
  });

type Rows<P, T> = Readonly<{ ask: Ask<P, [], readonly Keyed<NoInfer<T>>[]>; complete?: never }>;
/** Rows that are partly in the views. `complete` reads the rest from the log. */
type RowsToComplete<P, T, R> = Readonly<{
  ask: Ask<P, [], readonly Keyed<R>[]>;
  complete: (
    store: Pick<EventStore, 'readStream'>,
    items: readonly NoInfer<R>[],
    context: Pick<QueryContext, 'showsOrdinals' | 'isAuditor'>,
  ) => Promise<readonly NoInfer<T>[]>;
}>;
/** A read of a page of rows about any subject. `header`: the fields before the rows. */
export const listRoute = <const P extends Parameters, T, R>({
  item,
  header,
  isOfAll = false,
  areItemsOfAll,
  subject,
  ask,
  complete,
  ...head
}: Head<P> &
  Readonly<{
    item: Schema<T>;
    isOfAll?: boolean;
    areItemsOfAll?: (values: ValuesOf<P>) => boolean;
    header?: Readonly<{ fields: Fields; of: (views: Database.Database, context: QueryContext) => object }>;
    subject: (values: ValuesOf<P>) => Subject;
  }> &
  (Rows<P, T> | RowsToComplete<P, T, R>)): ReadRoute =>
  routeOf(head, {
    isPaged: true,
    isOfAll,
    ...(areItemsOfAll && { areItemsOfAll: areItemsOfAll as NonNullable<ReadRoute['areItemsOfAll']> }),
    answer: listOf(item, header?.fields),
    subject: (values) => subject(values as ValuesOf<P>),
    find: (views, values, context) =>
      pageOf(
        (slice) => ask(views, values as ValuesOf<P>, { ...context, slice }),
        context,
        complete ? MAX_LIMIT : ROWS_AT_A_TIME,
        () => header?.of(views, context),
      ),
    ...(complete && { complete }),
  });

export const routeOf = <P extends Parameters>(
  { parameters, check = () => undefined, comparison, models, ...head }: Head<P>,
  made: Pick<
    ReadRoute,
    'isPaged' | 'isOfAll' | 'areItemsOfAll' | 'answer' | 'subject' | 'find' | 'complete' | 'word' | 'ofEvent'
  >,
): ReadRoute => ({
  ...head,
  ...made,
  answer: all(made.answer, Marked),
  models: (values) => ['things', ...models, ...modelsReadFor(parameters ?? {}, values)],
  parameters: { ...parameters, ...TEMPORAL_PARAMETERS, ...(made.isPaged && PAGING_PARAMETERS) },
  check: check as ReadRoute['check'],
  ...(comparison && { comparison: comparison as NonNullable<ReadRoute['comparison']> }),
});

const listOf = (item: Schema, header: Fields = {}): Schema =>
  named(`${nameOf(item)}List`, all(Page, object({ ...header, items: list(item) })));

/** Rows of the views are as large as facts. Rows to complete are small. */
const ROWS_AT_A_TIME = 50;

const pageOf = (
  ask: (slice: Slice) => readonly Keyed<unknown>[] | FoundSoFar<unknown> | QueryRefusal,
  { slice }: QueryContext,
  atATime: number,
  header: () => object | undefined = () => undefined,
): Found | QueryRefusal => {
  const page = readPage(ask, slice, atATime);
  if (isRefused(page)) return page;
  const keys = page.rows.map(({ key }) => key);
  const items = page.rows.map(({ key: _, ...item }: Keyed<object>) => item);
  return { body: { ...header(), items }, keys, next: page.next };
};

const isRefused = (found: object): found is QueryRefusal => isRefusal(found);

/** A thing, or the refusal that there is none at the moment that is asked for. */
export const findThing = (
  views: Database.Database,
  kind: Kind,
  id: string,
  { isPast }: QueryContext,
): ThingRow | QueryRefusal =>
  thing(views, kind, id) ?? {
    status: 404,
    ...refuse(
      `${kind}-unknown`,
      isPast
        ? `No ${kind} with this id was recorded at that moment. Choose a later moment, or omit ${TEMPORAL_NAMES.join(', ')}.`
        : `No ${kind} with this id is recorded.`,
    ),
  };
