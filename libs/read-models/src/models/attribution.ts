import type { Effective } from '#domain/effective.js';
import { datesAsEdtf } from '#domain/world-date.js';
import type { Fact, Numbered } from '../projection/read-model.js';

/** Who told a fact and when, for a reader: dates as EDTF texts, what was not told left out. */
export type BriefAccount = Readonly<{
  eventId: string;
  occurredOn?: string;
  occurredText?: string;
  learnedAt: string;
  recordedAt: string;
  /** The name of who recorded it. */
  recordedBy: string;
  onBehalfOf?: string;
  reportOf?: string;
  correctedBy?: readonly string[];
}>;
/** The same with where it is known from, how it is coded and what we think of it. */
export type Account = BriefAccount & Readonly<{ sources?: unknown; codes?: unknown; comment?: string }>;

type Told = Numbered<Effective<Fact>>;
type Fields = Record<string, unknown>;

// Field by field into one object: every event passes here several times in a rebuild.

const addBrief = (fields: Fields, { id, metadata, correctedBy }: Told): void => {
  const { occurredOn, occurredText, learnedAt, recordedAt, recordedBy, onBehalfOf, reportOf } = metadata;
  fields['eventId'] = id;
  if (occurredOn) fields['occurredOn'] = occurredOn.edtf;
  if (occurredText !== undefined) fields['occurredText'] = occurredText;
  fields['learnedAt'] = learnedAt;
  fields['recordedAt'] = recordedAt;
  fields['recordedBy'] = recordedBy.name;
  if (onBehalfOf !== undefined) fields['onBehalfOf'] = onBehalfOf;
  if (reportOf !== undefined) fields['reportOf'] = reportOf;
  if (correctedBy.length > 0) fields['correctedBy'] = correctedBy;
};
const addRest = (fields: Fields, { metadata: { sources, codes, comment } }: Told): void => {
  if (sources) fields['sources'] = datesAsEdtf(sources);
  if (codes) fields['codes'] = codes;
  if (comment !== undefined) fields['comment'] = comment;
};

/** For where an event is told of a second time: what is left out stands in the history, or on the trail, by `eventId`. */
export const briefAccountOf = (event: Told): BriefAccount => {
  const fields: Fields = {};
  addBrief(fields, event);
  return fields as BriefAccount;
};

/** A fact as it was told, and who told it. */
export const factOf = (event: Told): Readonly<Fields> & Account => {
  const fields: Fields = { ...(datesAsEdtf(event.data) as Readonly<Fields>) };
  addBrief(fields, event);
  addRest(fields, event);
  return fields as Fields & Account;
};

export const briefFactOf = (event: Told): Readonly<Fields> & BriefAccount => {
  const fields: Fields = { ...(datesAsEdtf(event.data) as Readonly<Fields>) };
  addBrief(fields, event);
  return fields as Fields & BriefAccount;
};
