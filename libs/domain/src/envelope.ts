import type { Message } from './decider.js';
import type { EventId, Instant, NegotiationId, StatementId, Stream } from './ids.js';
import type { Marking } from './marking.js';
import type { WorldDate } from './world-date.js';

/** Admiralty scale (NATO AJP-2.1): reliability of the source A to F, credibility of the report 1 to 6. */
export type Admiralty = `${'A' | 'B' | 'C' | 'D' | 'E' | 'F'}${1 | 2 | 3 | 4 | 5 | 6}`;

/** Where we have it from: a publication, or a statement that is on record. */
export type Source = Readonly<{
  title?: string;
  url?: string;
  publisher?: string;
  publishedOn?: WorldDate;
  quote?: string;
  statementId?: StatementId;
  reliability?: Admiralty;
}>;

/** What kind of act it was, in a published scheme: `{scheme: 'CAMEO', version: '1.1b3', code: '036'}`. */
export type Code = Readonly<{ scheme: string; version: string; code: string }>;

/** The part of the envelope that speaks of the world: told by the clerk, and open to correction. */
export type Circumstances = Readonly<{
  occurredOn?: WorldDate;
  /** Verbatim: "early October". */
  occurredText?: string;
  /** When our side learned it; never after it was recorded. */
  learnedAt?: Instant;
  /** Whose report it is, where a clerk records for somebody. */
  onBehalfOf?: string;
  sources?: readonly Source[];
  codes?: readonly Code[];
  /** What our side thinks of it, apart from what is reported. */
  comment?: string;
  /** The event that tells the same fact already; the fact is counted once. */
  reportOf?: EventId;
}>;
const CIRCUMSTANCES = {
  occurredOn: true,
  occurredText: true,
  learnedAt: true,
  onBehalfOf: true,
  sources: true,
  codes: true,
  comment: true,
  reportOf: true,
} satisfies Record<keyof Circumstances, true>;
export const isCircumstance = (field: string): field is keyof Circumstances => Object.hasOwn(CIRCUMSTANCES, field);

/** Who recorded it, as the login has it: never from a header or a body. */
export type Recorder = Readonly<{ issuer: string; subject: string; name: string }>;

export type Metadata = Circumstances &
  Readonly<{
    schemaVersion: number;
    negotiationId: NegotiationId;
    recordedBy: Recorder;
    recordedAt: Instant;
    learnedAt: Instant;
    correlationId: string;
    commandId: string;
    /** SHA-256 of method, path and body, where the caller gave an Idempotency-Key. */
    request?: string;
    /** How secret the thing is that this event is the first of. Absent: open to all. */
    marking?: Marking;
  }>;

export type RecordedEvent<E extends Message = Message> = E &
  Readonly<{ id: EventId; stream: Stream; revision: number; metadata: Metadata }>;
