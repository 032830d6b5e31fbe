import { ANY, BACKWARDS, END, jsonEvent } from '@eventstore/db-client';
import { Unavailable } from '../event-store.js';
import type { Connection } from './connection.js';
import { typeOf } from './failures.js';
import { collect, EndedEarly } from './reading.js';

/** The prefix of the streams of notes. They are no streams of the record, so whoever follows the log skips them. */
const NOTES = 'rapporteur-note.';

/** The notes beside the log: of each, the last event of its stream counts. */
export class Notes {
  constructor(private readonly connection: Connection) {}

  /** @throws Unavailable */
  async of(key: string): Promise<string | undefined> {
    const options = { direction: BACKWARDS, fromRevision: END, maxCount: 1, requiresLeader: true } as const;
    try {
      return await this.connection.call(async (client, { late }) => {
        const { found } = await collect(client.readStream<Note>(NOTES + key, options), { late });
        // A missing stream would have been an error.
        if (found.length === 0) throw new EndedEarly();
        return found[0]!.event?.data.text;
      }, isMissing);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** Written again after a lost reply, it is the same note. @throws Unavailable */
  async keep(key: string, text: string): Promise<void> {
    const note = jsonEvent<Note>({ type: 'note', data: { text } });
    try {
      await this.connection.call(
        (client, { ms: deadline }) =>
          client.appendToStream(NOTES + key, note, { expectedRevision: ANY, deadline, requiresLeader: true }),
        isTombstoned,
        { writes: true },
      );
    } catch (error) {
      if (!isTombstoned(error)) throw error;
      const why = `The stream ${NOTES + key} was deleted for good, so this note cannot be kept`;
      throw new Unavailable(why, 'not-written', { cause: error });
    }
  }
}

type Note = { type: 'note'; data: { text: string } };

const isTombstoned = (error: unknown): boolean => typeOf(error) === 'stream-deleted';
/** One that an administrator has deleted for good has no note either. */
const isMissing = (error: unknown): boolean => typeOf(error) === 'stream-not-found' || isTombstoned(error);
