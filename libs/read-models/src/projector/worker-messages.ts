import type { LogConfig } from '#event-store/engine.js';
import type { HeldFiles } from '#storage/held-files.js';
import type { Stop } from '../projection/stop.js';

/**
 * How far a model is. `ordinal` is the last event that its rows in views.db tell of, -1 where there are none.
 * `live`: it follows the log. `stopped`: it could not take an event, named in `stop`, and waits there for other
 * code. `rebuilding`: its rows are being made anew, `done` of `total` events, where the total is known.
 */
export type ModelState = Readonly<{
  name: string;
  version: number;
  status: 'live' | 'stopped' | 'rebuilding';
  ordinal: number;
  stop?: Stop;
  done?: number;
  total?: number;
  eventsPerSecond?: number;
}>;

export type Progress = Readonly<{ done: number; total?: number; eventsPerSecond: number }>;

export type Level = 'info' | 'warn' | 'error';
export type LogFunction = (level: Level, message: string, fields?: Readonly<Record<string, unknown>>) => void;

/**
 * How views.db is checked before it is opened. `stamp`: every page is read only if somebody has written to the file since the service left
 * it. `all-pages`: every page is read. `rebuild`: the file is damaged, and is built again from the log.
 */
export type OpenCheck = 'stamp' | 'all-pages' | 'rebuild';

/**
 * What a thread is started with: where the log is, and in `viewsDir` its views.db; `models` is the URL of a module that
 * exports `models`. `checkEveryMs`: how often views.db is compared with the log; never where left out. `lookEveryMs`: how often to look
 * whether somebody else has written to it or replaced it; each second where left out. `checksWait`: not before `check` comes. `discardsWait`: views.db is not thrown away for what the log lacks before `sound` comes. `openCheck`: `stamp` where left out.
 */
export type ThreadData = LogConfig &
  Readonly<{
    viewsDir: string;
    models: string;
    openCheck?: OpenCheck;
    checkEveryMs?: number;
    lookEveryMs?: number;
    checksWait?: boolean;
    discardsWait?: boolean;
  }>;
/**
 * `patience`: how long to wait, in ms, for models that are behind; for ever where left out. `written`: the ordinal of the last event that was
 * written to views.db for certain; -1 where left out.
 */
export type CheckData = ThreadData & Readonly<{ file: string; patience?: number; written?: number }>;
export type RebuildData = ThreadData & Readonly<{ file: string; names: readonly string[]; total?: number }>;
/** `joins`: it waits for the part that another thread builds, and puts it into its file. */
export type RebuildThreadData = RebuildData & Readonly<{ joins: boolean }>;
/** A file with some models. `rows`: how many each of its tables has. */
export type BuiltPart = Readonly<{ file: string; names: readonly string[]; rows: Readonly<Record<string, number>> }>;
/** `join`: another thread has built a part, and closed its file. */
export type ToRebuild = Readonly<{ type: 'join'; part: BuiltPart }>;

/**
 * `wanted`: somebody waits for the event with this ordinal. `check`: the checks of views.db may begin. `sound`: the log was checked, and is.
 * `damaged`: views.db is, and goes; the thread ends.
 */
export type ToThread = Readonly<
  { type: 'stop' } | { type: 'damaged' } | { type: 'check' } | { type: 'sound' } | { type: 'wanted'; ordinal: number }
>;

/**
 * `projected`: every healthy model has the events up to this ordinal. `replaced`: views.db is another file than before.
 * `isRead`: every page of it was looked at. `files`: it and what is beside it, as the thread has them open. `damaged`: the thread has met damage in it, and ends.
 * `differences`: so many things in views.db were not what the log says. `checked`: views.db was compared with the
 * log, and is right now. `doubted`: somebody else may have written to it since, so it is compared at once. `died`: the last word of a thread that cannot go on; `isLogUnreachable`: since the log cannot be reached; `isDiskFull`: since
 * the disk is full.
 */
export type FromThread = Readonly<
  | {
      type: 'opened';
      projected: number;
      replaced: boolean;
      isRead: boolean;
      files: HeldFiles;
      states: readonly ModelState[];
    }
  | { type: 'damaged'; why: string }
  | { type: 'projected'; ordinal: number }
  | { type: 'states'; states: readonly ModelState[]; projected: number }
  | { type: 'stopped'; model: string; ordinal: number; eventId: string; error: string }
  | { type: 'differences'; count: number }
  | { type: 'checked' }
  | { type: 'doubted' }
  | { type: 'died'; error: string; isLogUnreachable: boolean; isDiskFull: boolean }
  | { type: 'log'; level: Level; message: string; fields: Readonly<Record<string, unknown>> }
>;

export const DISK_FULL = 'The disk is full: the views wait for room, and the record goes on without them';

/** `rows`: how many each table has. */
export type FromRebuild = Readonly<
  { type: 'progress'; progress: Progress } | { type: 'built'; rows: BuiltPart['rows'] }
>;
