import type { CheckpointProblemCode } from '../recorded-checkpoints.js';

/** What can be wrong with a log, for programs. `because` explains it to people. */
export type FindingCode =
  | 'header-malformed'
  | 'format-unknown'
  /** It is an export for `rapporteur import`, and not an audit file. */
  | 'log-file'
  | 'compressed'
  | 'byte-order-mark'
  | 'windows-line-ends'
  | 'not-utf8'
  | 'line-too-long'
  | 'not-canonical'
  | 'malformed'
  | 'index-out-of-order'
  | 'file-cut'
  | 'line-after-end'
  | 'count-differs'
  | 'size-differs'
  /** The entry is not the hash of salt and event; which of the three was altered is not known. */
  | 'entry-differs'
  | 'event-altered'
  | 'entry-altered'
  | 'salt-moved'
  | 'entry-moved'
  | 'event-moved'
  | 'revision-repeated'
  | 'revision-missing'
  | 'event-id-malformed'
  | 'event-id-repeated'
  | 'event-id-in-two-streams'
  | 'negotiation-differs'
  | 'root-differs'
  | 'since-differs'
  | 'rolled-back'
  /** An event is not in the log of which its service has said that it is recorded. */
  | 'acknowledged-missing'
  | 'proof-malformed'
  /** It proves that the log only grew, and no event. */
  | 'proof-of-another-kind'
  /** The entry of a proof is not in the signed tree. */
  | 'not-proved'
  | 'since-origin-differs'
  | `${'checkpoint' | 'since'}-${'malformed' | 'origin-unknown' | 'key-unknown' | 'signature-invalid'}`
  /** A checkpoint that is an event of the log. */
  | CheckpointProblemCode
  | 'log-unreadable'
  | 'witness-missing'
  | 'witness-signature-invalid';

/** `index` counts the entries of the log from 0, `line` those of a file from 1. */
export type Finding = Readonly<{
  code: FindingCode;
  because: string;
  index?: number;
  line?: number;
  stream?: string;
  revision?: number;
  eventId?: string;
}>;

/** A finding after which reading cannot continue. */
export class Unreadable extends Error {
  constructor(readonly finding: Finding) {
    super(finding.because);
    this.name = Unreadable.name;
  }
}
