import { deciders } from '#domain/deciders.js';
import type { Message } from '#domain/decider.js';
import type { Kind } from '#domain/ids.js';
import { datesAsEdtf } from '#domain/world-date.js';
import { circumstance, dataOf, type DatesAsEdtf, type FactType } from '../routes/facts.js';
import {
  all,
  described,
  either,
  idOf,
  idsOf,
  instant,
  is,
  list,
  named,
  object,
  type Schema,
  type Static,
  text,
} from '../routes/schema.js';
import type { StoredFact } from './timeline/facts.js';

/** Dates are EDTF texts. */
export const BriefAccount = named(
  'BriefAccount',
  described(
    'Who reported a fact and when',
    object({
      eventId: described('The event that records it. GET /v1/audit/trail has the full event', idOf('event')),
      'occurredOn?': circumstance('occurredOn'),
      'occurredText?': circumstance('occurredText'),
      learnedAt: described('When our side learned it', instant),
      recordedAt: instant,
      recordedBy: described('The name of who recorded it', text),
      'onBehalfOf?': circumstance('onBehalfOf'),
      'reportOf?': circumstance('reportOf'),
      'correctedBy?': described('The corrections applied to it, oldest first', idsOf('event')),
    }),
  ),
);
export type BriefAccount = Static<typeof BriefAccount>;

export const Account = named(
  'Account',
  described(
    'Who reported a fact and when, its sources, and its codes',
    all(
      BriefAccount,
      object({
        'sources?': circumstance('sources'),
        'codes?': circumstance('codes'),
        'comment?': circumstance('comment'),
      }),
    ),
  ),
);
export type Account = Static<typeof Account>;

type Writable<T> = { -readonly [Name in keyof T]?: T[Name] | undefined };

// Assigns field by field for speed: a page calls this several times for each fact.

const addBrief = (fields: Writable<BriefAccount>, { id, metadata, correctedBy }: StoredFact): void => {
  const { occurredOn, occurredText, learnedAt, recordedAt, recordedBy, onBehalfOf, reportOf } = metadata;
  fields.eventId = id;
  if (occurredOn) fields.occurredOn = occurredOn.edtf;
  if (occurredText !== undefined) fields.occurredText = occurredText;
  fields.learnedAt = learnedAt;
  fields.recordedAt = recordedAt;
  fields.recordedBy = recordedBy.name;
  if (onBehalfOf !== undefined) fields.onBehalfOf = onBehalfOf;
  if (reportOf !== undefined) fields.reportOf = reportOf;
  if (correctedBy.length > 0) fields.correctedBy = correctedBy;
};
const addRest = (fields: Writable<Account>, { metadata: { sources, codes, comment } }: StoredFact): void => {
  if (sources) fields.sources = datesAsEdtf(sources) as Account['sources'];
  if (codes) fields.codes = codes;
  if (comment !== undefined) fields.comment = comment;
};

/** For an event that an answer has twice: the full account is in the history, or on the trail, by `eventId`. */
export const briefAccountOf = (event: StoredFact): BriefAccount => {
  const fields: Writable<BriefAccount> = {};
  addBrief(fields, event);
  return fields as BriefAccount;
};

/** The data of a fact, and its account. */
export const factOf = <E extends StoredFact>(event: E): DatesAsEdtf<E['data']> & Account => {
  const fields = { ...(datesAsEdtf(event.data) as object) };
  addBrief(fields, event);
  addRest(fields, event);
  return fields as DatesAsEdtf<E['data']> & Account;
};

export const briefFactOf = <E extends StoredFact>(event: E): DatesAsEdtf<E['data']> & BriefAccount => {
  const fields = { ...(datesAsEdtf(event.data) as object) };
  addBrief(fields, event);
  return fields as DatesAsEdtf<E['data']> & BriefAccount;
};

/** The brief account in an answer that says more. */
export const accountIn = ({
  eventId,
  occurredOn,
  occurredText,
  learnedAt,
  recordedAt,
  recordedBy,
  onBehalfOf,
  reportOf,
  correctedBy,
}: BriefAccount): BriefAccount => ({
  eventId,
  ...(occurredOn !== undefined && { occurredOn }),
  ...(occurredText !== undefined && { occurredText }),
  learnedAt,
  recordedAt,
  recordedBy,
  ...(onBehalfOf !== undefined && { onBehalfOf }),
  ...(reportOf !== undefined && { reportOf }),
  ...(correctedBy !== undefined && { correctedBy }),
});

export const typesOf = (kind: Kind): readonly FactType[] => Object.values(deciders[kind].records) as FactType[];

/** An entry of the history of a thing. */
export type HistoryEntry<E extends Message> = E extends Message
  ? Readonly<{ type: E['type'] }> & DatesAsEdtf<E['data']> & Account
  : never;
export const historyEntryOf = <E extends StoredFact>(event: E) =>
  ({ type: event.type, ...factOf(event) }) as HistoryEntry<E>;

/** The schema of the history of a thing, in chronological order. `beside`: more fields of each entry. */
export const historyOf = <E extends Message, Beside = unknown>(kind: Kind, beside?: Schema<Beside>) =>
  list(
    either(
      ...typesOf(kind).map((type) =>
        all(object({ type: is(type) }), ...(beside === undefined ? [] : [beside]), dataOf(type), Account),
      ),
    ),
  ) as Schema<readonly (HistoryEntry<E> & Beside)[]>;
