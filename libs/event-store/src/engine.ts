import type { EventStore, Mode, StoredEvent, Unavailable } from './event-store.js';

/** Which engine stores a log, and its options, which only that engine reads. It can be sent to a worker thread. */
export type EngineConfig = Readonly<{ name: string; options: unknown }>;

/** Where a log is: the data folder of this instance, which every engine locks, and the engine. */
export type LogConfig = Readonly<{ dataDir: string; engine: EngineConfig }>;

/**
 * `onFailure` is called once, when the engine has stopped for good and the process should stop too. `onTrouble` before that, if the log
 * takes no more and the process must not be ended yet: with what it waits for.
 */
export type Opening = Readonly<{
  mode: Mode;
  onFailure?: ((reason: Unavailable) => void) | undefined;
  onTrouble?: ((message: string) => void) | undefined;
}>;

/** A setting as the docs and `--help` show it. A secret one is never a command-line option. */
export type Setting = Readonly<{ name: string; fallback: string; help: string; isSecret?: true; example?: string }>;

/** Returns a setting, trimmed; an empty text if it is not set. */
export type Text = (name: string) => string;
/** Reports a problem if the condition does not hold. */
export type Must = (holds: boolean, problem: string) => void;

/**
 * What an engine offers. engines.ts lists the engines, and nothing else imports from an engine's folder: to remove an
 * engine, delete its folder and its line there.
 */
export type Engine = Readonly<{
  name: string;
  /** Whether several instances can append to one log, each with its own data folder. */
  isShared: boolean;
  /** The settings of this engine. Setting the first one selects the engine. */
  settings: readonly Setting[];
  /** The options for `open`; undefined if this engine is not selected. A problem never contains a secret. */
  readOptions: (text: Text, must: Must) => unknown;
  /** Where the log is, in one word for messages: "cluster". */
  place: string;
  open: (dataDir: string, options: unknown, opening: Opening) => Promise<EventStore>;
  /**
   * The missing file if there is no log yet. Undefined if there is one, or if only a server can tell.
   * @throws NotALog if there was one: other files of it are still there
   */
  missing: (dataDir: string) => string | undefined;
  /** Present if the log is a file on this machine. */
  files?: LogFiles;
}>;

/** The last event of which a service has said that it is recorded. `ordinal`: how many were before it. */
export type LastAcknowledged = Readonly<{ ordinal: number; eventId: string }>;

export type Copied = Readonly<{ file: string; events: number; bytes: number }>;
export type BackupOptions = Readonly<{ onProgress?: (donePages: number, totalPages: number) => void }>;
/** `moveOldTo`: a new folder for the existing log. `beforeSwap` removes what was derived from it. */
export type RestoreOptions = Readonly<{ moveOldTo?: string; beforeSwap?: () => void }>;

/** Operations on a log that is a file. */
export type LogFiles = Readonly<{
  /** The name of the log's file in a data folder. */
  name: string;
  /**
   * Copies the current log into one new file and checks it. A service may append at the same time.
   * @throws AlreadyExists, NotALog, Unusable
   */
  backup: (dataDir: string, file: string, options?: BackupOptions) => Promise<Copied>;
  /**
   * Replaces the log by a backup. Overwrites nothing. If it is refused, nothing changes.
   * @throws LogInUse, AlreadyExists, NotALog, Unusable
   */
  restore: (file: string, dataDir: string, options?: RestoreOptions) => Copied;
  /** Whether a file or folder looks like a log of this engine. It may be damaged. */
  claims: (path: string) => boolean;
  /**
   * The events in a log file or a copy of it, in order, with every text byte for byte. Trusts nothing and changes nothing.
   * @throws NotALog, also for a damaged file; OutOfReach for one of which nothing can be said
   */
  inspect: (file: string) => Generator<StoredEvent, void, void>;
  /**
   * What a data folder says of the end of its log. It may be a second behind. Undefined if it says nothing.
   * @throws NotALog if that is damaged
   */
  lastAcknowledged: (dataDir: string) => LastAcknowledged | undefined;
}>;

/** There is no log here that this version can read. The message says what was found and what to do. */
export class NotALog extends Error {
  constructor(file: string, why: string, options?: ErrorOptions) {
    super(`${file} ${why}`, options);
    this.name = NotALog.name;
  }
}

/** The file of the log does not exist. That is no damage: a service whose file was removed says how it is put back. */
export class NoLog extends NotALog {
  constructor(file: string) {
    super(file, 'does not exist: start the service once, or use another data folder');
    this.name = NoLog.name;
  }
}

/** An event whose text is not UTF-8. `index` counts the events from 0. */
export class NotText extends NotALog {
  constructor(
    file: string,
    readonly index: number,
    field: string,
  ) {
    super(file, `is damaged: the ${field} of event ${index} is not UTF-8`);
    this.name = NotText.name;
  }
}

/** The target exists, and nothing is overwritten. */
export class AlreadyExists extends Error {
  constructor(path: string, whatToDo: string) {
    super(`${path} exists already: ${whatToDo}`);
    this.name = AlreadyExists.name;
  }
}
