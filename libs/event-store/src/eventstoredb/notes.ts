import {
  ANY,
  type AppendExpectedRevision,
  BACKWARDS,
  type Credentials,
  END,
  jsonEvent,
  NO_STREAM,
} from '@eventstore/db-client';
import { type ChangeOfNote, Unavailable } from '../event-store.js';
import type { Connection } from './connection.js';
import { typeOf } from './failures.js';
import { collect, EndedEarly } from './reading.js';

/** The prefix of the streams of notes. They are no streams of the record, so whoever follows the log skips them. */
const NOTES = 'rapporteur-note.';
/** Instances that change one note at the same moment are few. */
const ATTEMPTS = 20;

/** The notes beside the log: of each, the last event of its stream counts. */
export class Notes {
  constructor(
    private readonly credentials: Credentials,
    private readonly connection: Connection,
  ) {}

  /** @throws Unavailable */
  async of(key: string): Promise<string | undefined> {
    return (await this.last(key))?.text;
  }

  /** Written again after a lost reply, it is the same note. @throws Unavailable */
  async keep(key: string, text: string): Promise<void> {
    await this.write(key, text, ANY);
  }

  /** @throws Unavailable */
  async change(key: string, change: ChangeOfNote): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const last = await this.last(key);
      const text = change(last?.text);
      if (text === undefined || (await this.write(key, text, last?.revision ?? NO_STREAM))) return;
    }
    throw new Unavailable(`Others keep changing the note ${NOTES + key}`, 'not-written');
  }

  private async last(key: string): Promise<Last | undefined> {
    const options = { direction: BACKWARDS, fromRevision: END, maxCount: 1, requiresLeader: true } as const;
    try {
      return await this.connection.call(async (client, { late }) => {
        const { found } = await collect(client.readStream<Note>(NOTES + key, options), { late });
        // A missing stream would have been an error.
        if (found.length === 0) throw new EndedEarly();
        const { event } = found[0]!;
        return event && { text: event.data.text, revision: event.revision };
      }, isMissing);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** @returns whether it was written: false if somebody else has written it since `expectedRevision` */
  private async write(key: string, text: string, expectedRevision: AppendExpectedRevision): Promise<boolean> {
    const note = jsonEvent<Note>({ type: 'note', data: { text } });
    const { credentials } = this;
    try {
      const { success } = await this.connection.call(
        (client, { ms: deadline }) =>
          client.appendToStream(NOTES + key, note, { expectedRevision, deadline, requiresLeader: true, credentials }),
        (error) => isTombstoned(error) || isOverwritten(error),
        { writes: true },
      );
      return success;
    } catch (error) {
      if (isOverwritten(error)) return false;
      if (!isTombstoned(error)) throw error;
      const why = `The stream ${NOTES + key} was deleted for good, so this note cannot be kept`;
      throw new Unavailable(why, 'not-written', { cause: error });
    }
  }
}

type Note = { type: 'note'; data: { text: string } };
type Last = Readonly<{ text: string; revision: bigint }>;

const isOverwritten = (error: unknown): boolean => typeOf(error) === 'wrong-expected-version';
const isTombstoned = (error: unknown): boolean => typeOf(error) === 'stream-deleted';
/** One that an administrator has deleted for good has no note either. */
const isMissing = (error: unknown): boolean => typeOf(error) === 'stream-not-found' || isTombstoned(error);
