import type { Message } from './decider.js';
import type { EventId, Instant, NegotiationId, StatementId, Stream } from './ids.js';
import type { Marking } from './marking.js';
import type { OccurredTime, WorldDate } from './world-date.js';

/** Admiralty scale (NATO AJP-2.1): reliability of the source A to F, credibility of the report 1 to 6. */
export type Admiralty = `${'A' | 'B' | 'C' | 'D' | 'E' | 'F'}${1 | 2 | 3 | 4 | 5 | 6}`;

/** The source of a fact: a publication, or a recorded statement. */
export type Source = Readonly<{
  title?: string;
  url?: string;
  publisher?: string;
  publishedOn?: WorldDate;
  quote?: string;
  statementId?: StatementId;
  reliability?: Admiralty;
}>;

/** The kind of act, in a published scheme: `{scheme: 'CAMEO', version: '1.1b3', code: '036'}`. */
export type Code = Readonly<{ scheme: string; version: string; code: string }>;

/** The part of the metadata that the recorder enters and that can be corrected. */
export type Circumstances = Readonly<{
  occurredOn?: WorldDate;
  /** The hour, if occurredOn is one day. */
  occurredTime?: OccurredTime;
  /** Verbatim: "early October". */
  occurredText?: string;
  /** When our side learned it; never after the time of recording. */
  learnedAt?: Instant;
  /** Whose report it is, if somebody records for another person. */
  onBehalfOf?: string;
  sources?: readonly Source[];
  codes?: readonly Code[];
  /** The assessment of our side, separate from what is reported. */
  comment?: string;
  /** The original event of the same fact; the fact is counted once. */
  reportOf?: EventId;
}>;
const CIRCUMSTANCES = {
  occurredOn: true,
  occurredTime: true,
  occurredText: true,
  learnedAt: true,
  onBehalfOf: true,
  sources: true,
  codes: true,
  comment: true,
  reportOf: true,
} satisfies Record<keyof Circumstances, true>;
export const isCircumstance = (field: string): field is keyof Circumstances => Object.hasOwn(CIRCUMSTANCES, field);

/** The recorder, from the login: never from a header or a body. */
export type Recorder = Readonly<{ issuer: string; subject: string; name: string }>;

/** A person, identified by the login. The same subject at another issuer is another person. */
export type Person = Pick<Recorder, 'issuer' | 'subject'>;
export const isSamePerson = (one: Person, other: Person): boolean =>
  one.issuer === other.issuer && one.subject === other.subject;

export type Metadata = Circumstances &
  Readonly<{
    schemaVersion: number;
    negotiationId: NegotiationId;
    recordedBy: Recorder;
    recordedAt: Instant;
    learnedAt: Instant;
    correlationId: string;
    commandId: string;
    /** SHA-256 of method, path and body, if the request had an Idempotency-Key. */
    request?: string;
    /** The marking of the thing, in its first event. Absent: the lowest level. */
    marking?: Marking;
  }>;

export type RecordedEvent<E extends Message = Message> = E &
  Readonly<{ id: EventId; stream: Stream; revision: number; metadata: Metadata }>;
