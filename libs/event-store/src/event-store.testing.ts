import { randomBytes, randomUUID } from 'node:crypto';
import type { EventStore, NewEvent, Position, ReadAll, StoredEvent } from './event-store.js';

export const happened = (n: number, data = JSON.stringify({ n })): NewEvent => ({
  id: randomUUID(),
  type: 'Happened',
  data,
  metadata: '{"by":"ana"}',
  salt: randomBytes(16).toString('hex'),
  entry: randomBytes(32).toString('hex'),
});

export const happenings = (count: number) => Array.from({ length: count }, (_, n) => happened(n));

export async function everything(store: EventStore, options: ReadAll): Promise<StoredEvent[]> {
  const all: StoredEvent[] = [];
  for await (const { events } of store.readAll(options)) all.push(...events);
  return all;
}

/** Ids that an engine would refuse or change. */
export const OTHER_IDS = [
  ['a name', 'event-1'],
  ['nothing', ''],
  ['upper case', '0199C0DE-0000-4000-8000-00000000BEEF'],
  ['braces', '{0199c0de-0000-4000-8000-00000000beef}'],
  ['no dashes', '0199c0de00004000800000000000beef'],
  ['white space', ' 0199c0de-0000-4000-8000-00000000beef'],
] as const;

/** A log for one test, preferably empty. `reopen` closes it and opens it again, as a restart does. */
export type Opened = { store: EventStore; reopen?: () => Promise<EventStore> };

/** The log of the test that runs. */
export class TestedLog {
  private opened!: Opened;
  store!: EventStore;
  /** A stream that no test has written to. */
  stream!: string;
  /** The end of the log as the test began. */
  start: Position | undefined;

  constructor(private readonly openLog: () => Promise<Opened>) {}

  async open(): Promise<void> {
    this.opened = await this.openLog();
    this.store = this.opened.store;
    this.stream = `meeting-${randomUUID()}`;
    this.start = await this.store.head();
  }

  close(): Promise<void> {
    return this.store.close();
  }

  get canReopen(): boolean {
    return this.opened.reopen !== undefined;
  }

  /** @returns the log as it is after a restart, or as it was, if it cannot be opened again */
  async reopen(): Promise<EventStore> {
    this.store = (await this.opened.reopen?.()) ?? this.store;
    return this.store;
  }

  /** The log since the test began. */
  all(options: ReadAll = {}): Promise<StoredEvent[]> {
    return everything(this.store, { after: this.start, ...options });
  }
}
