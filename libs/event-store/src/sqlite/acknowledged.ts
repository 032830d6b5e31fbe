import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from '#storage/read-file.js';
import { replaceFile, replaceFileSync } from '#storage/replace-file.js';
import { type LastAcknowledged, NotALog } from '../engine.js';

/** The last event that was acknowledged, in a file beside the log: it shows whether the log has lost its end. */
export const ACKNOWLEDGED_FILE = 'acknowledged';

/** `row`: its position. Rows have gaps after a log has lost events. */
export type Acknowledged = LastAcknowledged & Readonly<{ row: number }>;

export const acknowledgedFile = (dataDir: string): string => join(dataDir, ACKNOWLEDGED_FILE);

/** Undefined in a folder of a version that did not keep it. @throws NotALog if it was damaged: it is only ever replaced as a whole */
export const readAcknowledged = (dataDir: string): Acknowledged | undefined => {
  const file = acknowledgedFile(dataDir);
  if (!existsSync(file)) return undefined;
  const [, ordinal, row, eventId] = /^(\d+) (\d+) (\S+)\n$/.exec(readText(file)) ?? [];
  if (ordinal === undefined || row === undefined || eventId === undefined)
    throw new NotALog(
      file,
      'is damaged, so it does not show whether the log has lost its end. If you know that it has not, delete this file',
    );
  return { ordinal: Number(ordinal), row: Number(row), eventId };
};

/** The same, also undefined if it was damaged. */
export const intactAcknowledged = (dataDir: string): Acknowledged | undefined => {
  try {
    return readAcknowledged(dataDir);
  } catch (error) {
    if (error instanceof NotALog) return undefined;
    throw error;
  }
};

const textOf = ({ ordinal, row, eventId }: Acknowledged) => `${ordinal} ${row} ${eventId}\n`;

const EVERY_MS = 1_000;

/**
 * Writes the file at most once a second, beside the appends: to wait for it would cost half of them. So it may be a second
 * behind the log. If it cannot be written, for example on a full disk, it stays behind until it can.
 */
export class AcknowledgedWriter {
  private latest: Acknowledged | undefined;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly dataDir: string) {}

  /** Call it after the commit. */
  note(acknowledged: Acknowledged): void {
    this.latest = acknowledged;
    this.timer ??= setTimeout(() => this.write(), EVERY_MS).unref();
  }

  /** Writes what is not written yet. */
  async close(): Promise<void> {
    clearTimeout(this.timer);
    await this.writing;
    const { latest } = this;
    if (latest === undefined) return;
    try {
      replaceFileSync(acknowledgedFile(this.dataDir), textOf(latest));
    } catch (error) {
      // What it says is still true. The log itself is closed well.
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    }
  }

  private write(): void {
    const { latest } = this;
    if (latest === undefined) return;
    this.latest = undefined;
    this.writing = replaceFile(acknowledgedFile(this.dataDir), (handle) => handle.writeFile(textOf(latest)))
      .catch(() => {
        this.latest ??= latest;
      })
      .then(() => {
        this.timer = undefined;
        if (this.latest !== undefined) this.note(this.latest);
      });
  }
}
