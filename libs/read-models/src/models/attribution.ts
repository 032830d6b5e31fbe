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
import { Provenance, provenanceOf } from './provenance.js';
import type { StoredFact } from './timeline/facts.js';

const briefFields = object({
  eventId: described('The event that records it. GET /v1/events/{id} has its page', idOf('event')),
  'occurredOn?': circumstance('occurredOn'),
  'occurredTime?': circumstance('occurredTime'),
  'occurredText?': circumstance('occurredText'),
  learnedAt: described('When our side learned it', instant),
  recordedAt: instant,
  recordedBy: described('The name of who recorded it', text),
  'onBehalfOf?': circumstance('onBehalfOf'),
  'reportOf?': circumstance('reportOf'),
  'provenance?': Provenance,
  'correctedBy?': described('The corrections applied to it, oldest first', idsOf('event')),
});
/** Dates are EDTF texts. */
export const BriefAccount = named('BriefAccount', described('Who reported a fact and when', briefFields));
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

const addBrief = (fields: Writable<BriefAccount>, event: StoredFact): void => {
  const { id, metadata, correctedBy } = event;
  const { occurredOn, occurredTime, occurredText, learnedAt, recordedAt, recordedBy, onBehalfOf, reportOf } = metadata;
  fields.eventId = id;
  if (occurredOn) fields.occurredOn = occurredOn.edtf;
  if (occurredTime) fields.occurredTime = occurredTime;
  if (occurredText !== undefined) fields.occurredText = occurredText;
  fields.learnedAt = learnedAt;
  fields.recordedAt = recordedAt;
  fields.recordedBy = recordedBy.name;
  if (onBehalfOf !== undefined) fields.onBehalfOf = onBehalfOf;
  if (reportOf !== undefined) fields.reportOf = reportOf;
  const provenance = provenanceOf(event);
  if (provenance !== undefined) fields.provenance = provenance;
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

export const accountOf = (event: StoredFact): Account => {
  const fields: Writable<Account> = {};
  addBrief(fields, event);
  addRest(fields, event);
  return fields as Account;
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

const BRIEF_NAMES = Object.keys(briefFields.properties as object) as readonly (keyof BriefAccount)[];

/** The brief account in an answer that says more. */
export const accountIn = (told: BriefAccount): BriefAccount =>
  Object.fromEntries(
    BRIEF_NAMES.filter((name) => told[name] !== undefined).map((name) => [name, told[name]]),
  ) as BriefAccount;

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
