import type { FileVerdict } from '#ledger/audit/verify-file.js';

/** What is checked, and against what: texts as the auditor gave them. Keys are one on each line. */
export type Check = Readonly<{ file: File; keys: string; witnesses: string; kept: string; event: string }>;

/** A key that is none, on a line counted from 1. `because` in English, as the command line says it. */
export type WrongKey = Readonly<{ field: 'keys' | 'witnesses'; line: number; because: string }>;

/** `read`: in bytes. `lines`: those of an audit file that were checked. */
export type Progress = Readonly<{ read: number; lines: number }>;

/** `report`: the text that the command line prints. `isKeptUnused`: the proof had a checkpoint of its own. */
export type Checked = Readonly<{ verdict: FileVerdict; report: string; isKeptUnused: boolean }>;

/** What the thread that checks says. `unread`: the browser could not read the file. `broken`: anything else went wrong. */
export type Told =
  | Readonly<{ is: 'progress'; progress: Progress }>
  | Readonly<{ is: 'wrong-keys'; wrong: readonly WrongKey[] }>
  | Readonly<{ is: 'unread' }>
  | Readonly<{ is: 'broken'; because: string }>
  | Readonly<{ is: 'checked'; checked: Checked }>;
