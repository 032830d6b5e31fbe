import { EventStoreDBClient } from '@eventstore/db-client';
import { NOBODY } from '#event-store/eventstoredb/credentials.js';
import { PREFIX } from '#event-store/eventstoredb/event-codec.js';
import type { Ran } from '../../test/support/cli.js';
import type { Recorded } from './server/log.js';
import { TestServer } from './server/test-server.js';
import { uncut } from './uncut.js';

/**
 * With credentials on a call, the client writes with an append of its own. Without them, the end of an earlier client of this process
 * would fail the call.
 */
const ALONE = { credentials: NOBODY };

/** How a stream can be cut. Each needs its length. */
const CUTS = {
  'soft delete': (admin: EventStoreDBClient, stream: string) => admin.deleteStream(stream),
  tombstone: (admin: EventStoreDBClient, stream: string) => admin.tombstoneStream(stream),
  $tb: (admin: EventStoreDBClient, stream: string, length: number, part: number) =>
    admin.setStreamMetadata(stream, { truncateBefore: 1 + Math.floor(part * length) }, ALONE),
  $maxCount: (admin: EventStoreDBClient, stream: string, length: number, part: number) =>
    admin.setStreamMetadata(stream, { maxCount: 1 + Math.floor(part * length) }, ALONE),
  $maxAge: (admin: EventStoreDBClient, stream: string) => admin.setStreamMetadata(stream, { maxAge: 30 }, ALONE),
} as const;

/** A server for a scenario, with an administrator who cuts streams of the record, and undoes it. */
export class Cutter {
  readonly cuts = Object.keys(CUTS);
  private readonly admin: EventStoreDBClient;

  private constructor(private readonly server: TestServer) {
    this.admin = EventStoreDBClient.connectionString(server.connectionString);
  }

  static async start(): Promise<Cutter> {
    return new Cutter(await TestServer.start());
  }

  get url(): string {
    return this.server.connectionString;
  }

  /** The events of the record in `$all`, in order. */
  recorded(): readonly Readonly<{ id: string; stream: string }>[] {
    return this.server.log.readable.filter(
      ({ stream, type }) => stream.startsWith(PREFIX) && type !== '$streamDeleted',
    );
  }

  /** All events count as older than any age that a cut names. `part`: how much of a stream is cut, below 1. */
  async cut(how: string, stream: string, part: number): Promise<void> {
    if (how === '$maxAge')
      for (const record of this.server.log.events) (record as { created: number }).created -= 60_000;
    const length = this.recorded().filter((event) => event.stream === stream).length;
    await CUTS[how as keyof typeof CUTS](this.admin, stream, length, part);
  }

  /** As the documentation tells an operator. */
  undo(stream: string): Promise<Ran> {
    return uncut(this.url, stream);
  }

  scavenge(): void {
    this.server.log.scavenge();
  }

  backup(): readonly Recorded[] {
    return this.server.log.readable;
  }

  restore(backup: readonly Recorded[]): void {
    this.server.log.restore(backup);
  }

  /** Answers appends to streams of the record late, and not what the administrator does. `struck`: how many. */
  slowAppends(ms: number): Readonly<{ struck: () => number; lift: () => void }> {
    return this.server.inject({ name: 'slow', ms, on: ['append'], streams: PREFIX });
  }

  async stop(): Promise<void> {
    await this.admin.dispose();
    await this.server.stop();
  }
}
