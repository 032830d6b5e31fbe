import type { EventStore, Mode, StoredEvent, Unavailable } from './event-store.js';

/** Which engine keeps a log, and what only that engine reads. It can be sent to a thread. */
export type EngineConfig = Readonly<{ name: string; options: unknown }>;

/** Where a log is: the data folder of this instance, which every engine locks, and the engine. */
export type LogConfig = Readonly<{ dataDir: string; engine: EngineConfig }>;

/** `onFailure` is called once, when the engine has stopped for good and the process should too. */
export type Opening = Readonly<{ mode: Mode; onFailure?: ((reason: Unavailable) => void) | undefined }>;

/** A setting as the README and `--help` show it. A secret one is never an option of a command. */
export type Setting = Readonly<{ name: string; fallback: string; help: string; isSecret?: true; example?: string }>;

/** Gives a setting, trimmed; an empty text where it is not set. */
export type Text = (name: string) => string;
/** Notes a problem where the condition does not hold. */
export type Must = (holds: boolean, problem: string) => void;

/**
 * What an engine offers. The engines are listed in engines.ts, and nothing else imports from an engine's folder: to remove
 * an engine is to delete its folder and its line there.
 */
export type Engine = Readonly<{
  name: string;
  /** Several instances append to one log, each with a data folder of its own. */
  isShared: boolean;
  /** The settings that choose and configure this engine. The first one chooses it. */
  settings: readonly Setting[];
  /** What `open` needs; undefined where the settings choose another engine. A problem never repeats a secret. */
  readOptions: (text: Text, must: Must) => unknown;
  /** The log where a person looks for it: "in that cluster". */
  place: string;
  open: (dataDir: string, options: unknown, opening: Opening) => Promise<EventStore>;
  /**
   * The file that is missing where there is no log yet. Undefined where there is one, or only a server can tell.
   * @throws NotALog where there was one: something else of it is still there
   */
  missing: (dataDir: string) => string | undefined;
  /** For an engine whose log is a file of this machine. */
  files?: LogFiles;
}>;

export type Copied = Readonly<{ file: string; events: number; bytes: number }>;
export type BackupOptions = Readonly<{ onProgress?: (donePages: number, totalPages: number) => void }>;
/** `moveOldTo`: a new folder for the log that is there. `beforeSwap` removes what was made from the old log. */
export type RestoreOptions = Readonly<{ moveOldTo?: string; beforeSwap?: () => void }>;

/** What can be done with a log that is a file. */
export type LogFiles = Readonly<{
  /** The name of the log's file in a data folder. */
  name: string;
  /**
   * Copies the log as it stands now into one new file, checked. A service may append meanwhile.
   * @throws AlreadyExists, NotALog, Unusable
   */
  backup: (dataDir: string, file: string, options?: BackupOptions) => Promise<Copied>;
  /**
   * Puts a backup in the place of the log. Overwrites nothing, and changes nothing where it is refused.
   * @throws LogInUse, AlreadyExists, NotALog, Unusable
   */
  restore: (file: string, dataDir: string, options?: RestoreOptions) => Copied;
  /** Whether a file or folder is meant to be a log of this engine. It may be damaged. */
  claims: (path: string) => boolean;
  /**
   * The events in a log's file or a copy of it, in their order, each text to the byte. Trusts nothing and changes nothing.
   * @throws NotALog, also for a damaged file
   */
  inspect: (file: string) => Generator<StoredEvent, void, void>;
}>;

/** There is no log here that this version can read. The message says what is here and what to do. */
export class NotALog extends Error {
  constructor(file: string, why: string, options?: ErrorOptions) {
    super(`${file} ${why}`, options);
    this.name = NotALog.name;
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
