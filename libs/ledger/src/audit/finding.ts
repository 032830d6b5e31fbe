/** What can be wrong with a log, for programs. The sentence beside it says where, and what it means. */
export type FindingCode =
  | 'header-malformed'
  | 'format-unknown'
  /** It is the file in which a log moves house. */
  | 'log-file'
  | 'not-utf8'
  | 'line-too-long'
  | 'not-canonical'
  | 'malformed'
  | 'index-out-of-order'
  | 'file-cut'
  | 'line-after-end'
  | 'count-differs'
  | 'size-differs'
  /** The entry is not the hash of salt and event, and it is not known which of the three was altered. */
  | 'entry-differs'
  | 'event-altered'
  | 'entry-altered'
  | 'salt-moved'
  | 'entry-moved'
  | 'event-moved'
  | 'revision-repeated'
  | 'revision-missing'
  | 'event-id-repeated'
  | 'negotiation-differs'
  | 'root-differs'
  | 'since-differs'
  | 'rolled-back'
  | 'since-origin-differs'
  | `${'checkpoint' | 'since'}-${'malformed' | 'origin-unknown' | 'key-unknown' | 'signature-invalid'}`
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

/** A finding after which nothing more can be read. */
export class Unreadable extends Error {
  constructor(readonly finding: Finding) {
    super(finding.because);
    this.name = Unreadable.name;
  }
}
