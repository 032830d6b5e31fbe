import type { FileVerdict } from '#ledger/audit/verify-file.js';
import type { Missed, WantedEvent } from './wanted-event.js';

/** What is checked, and against what: texts as the auditor gave them. Keys are one on each line. `wanted`: it must be the proof of that event. */
export type Check = Readonly<{
  file: File;
  keys: string;
  witnesses: string;
  kept: string;
  event: string;
  wanted?: WantedEvent;
}>;

/**
 * What is wrong with a field, so that nothing can be checked. `line`: of a key that is none, counted from 1. `because`: in English, as the
 * command line says it. `wanted`: the size of the proof.
 */
export type Fault =
  | Readonly<{ field: 'keys' | 'witnesses'; is: 'no-key'; line: number; because: string }>
  | Readonly<{ field: 'event'; is: 'no-event' }>
  | Readonly<{ field: 'kept'; is: 'malformed'; because: string }>
  | Readonly<{ field: 'kept'; is: 'unsigned' }>
  | Readonly<{ field: 'kept'; is: 'of-another-log'; origin: string }>
  | Readonly<{ field: 'kept'; is: 'of-another-size'; size: number; wanted: number }>
  | Readonly<{ field: 'kept'; is: 'missing'; wanted: number }>;

/** The fields do not allow a check. */
export class FieldsWrong extends Error {
  constructor(readonly faults: readonly Fault[]) {
    super('A field is wrong.');
  }
}

/** `lines`: those of an audit file that were checked. `read`: their size in bytes. */
export type Progress = Readonly<{ read: number; lines: number }>;

/** How the checkpoint that was kept compares with a proof that has its own. */
export type KeptWithProof =
  /** It is of another size, so the two cannot be compared. */
  Readonly<{ is: 'not-used' }> | Readonly<{ is: 'same-root'; size: number }>;

/** `missed`: it holds, but not of the event that was asked for. `report`: the text that the command line prints. `sha256`: of the bytes that were read, in hex. */
export type Checked = Readonly<{
  verdict: FileVerdict;
  missed?: Missed | undefined;
  report: string;
  kept?: KeptWithProof | undefined;
  read: number;
  sha256: string;
}>;

/** What the thread that checks says. `unread`: the browser could not read the file. `broken`: anything else went wrong. */
export type Told =
  | Readonly<{ is: 'progress'; progress: Progress }>
  | Readonly<{ is: 'fields-wrong'; faults: readonly Fault[] }>
  | Readonly<{ is: 'unread' }>
  | Readonly<{ is: 'broken'; because: string }>
  | Readonly<{ is: 'checked'; checked: Checked }>;
