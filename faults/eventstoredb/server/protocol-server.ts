import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BACKWARDS, type Credentials, END, EventStoreDBClient, jsonEvent, type Position } from '@eventstore/db-client';
import { expect } from '@jest/globals';
import { TestServer } from './test-server.js';

/**
 * What a case needs beyond appends and reads of streams. `all`: to read `$all`. `cut`: to delete its own streams and to write
 * their metadata. `inside`: what no client can do, such as a scavenge at a certain moment or a restart.
 */
type Need = 'all' | 'cut' | 'inside';

/**
 * The server that the list of calls and answers runs on: the one that EVENTSTOREDB_URL names, else a test server. Its log need
 * not be empty: every stream has a name of its own, and only events after the start are looked at.
 */
export class ProtocolServer {
  private readonly notRun = new Set<string>();

  private constructor(
    private server: TestServer | undefined,
    private current: EventStoreDBClient,
    private readonly url: string | undefined,
    private readonly folder: string,
    private readonly refused: ReadonlyMap<Need, string>,
    private readonly start: Position | undefined,
  ) {}

  static async open(): Promise<ProtocolServer> {
    const url = process.env['EVENTSTOREDB_URL'];
    const folder = mkdtempSync(join(tmpdir(), 'rapporteur-protocol-'));
    const server = url === undefined ? await startIn(folder) : undefined;
    const client = EventStoreDBClient.connectionString(server?.connectionString ?? url!);
    const refused = new Map<Need, string>();
    let start: Position | undefined;
    try {
      for await (const { event } of client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }))
        start = event?.position;
    } catch (error) {
      refused.set('all', `this user may not read $all: ${(error as Error).message}`);
    }
    try {
      const stream = `protocol-${randomUUID()}`;
      await client.appendToStream(stream, happened());
      await client.setStreamMetadata(stream, {});
      // Only a stream that has events or metadata can be deleted.
      await client.deleteStream(stream);
    } catch (error) {
      refused.set('cut', `this user may not delete streams or write their metadata: ${(error as Error).message}`);
    }
    if (server === undefined)
      refused.set('inside', 'on a server of others nothing is scavenged, restarted, aged or restored');
    return new ProtocolServer(server, client, url, folder, refused, start);
  }

  /** Whether the case at hand cannot run here, for what it needs. Prints its name and the reason. */
  isRefused(...needs: readonly Need[]): boolean {
    const [reason] = needs.flatMap((need) => this.refused.get(need) ?? []);
    if (reason === undefined) return false;
    const { currentTestName = '' } = expect.getState();
    this.notRun.add(currentTestName);
    process.stderr.write(`Not run: ${currentTestName}: ${reason}\n`);
    return true;
  }

  get client(): EventStoreDBClient {
    return this.current;
  }

  /** With these on the call, the client uses the classic append. Without TLS they are not sent. */
  get credentials(): Credentials {
    const [, username = 'nobody', password = 'nobody'] = /^[^/]+\/\/([^:@/]+):([^@/]+)@/.exec(this.url ?? '') ?? [];
    return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  }

  /** The test server. @throws Error on another one */
  get inside(): TestServer {
    if (this.server === undefined) throw new Error('only a test server can be changed from inside');
    return this.server;
  }

  /** The events of `$all` since the start that fit, in order. */
  async since(fits: (streamId: string) => boolean) {
    const found = [];
    for await (const { event } of this.client.readAll(this.start && { fromPosition: this.start }))
      if (event !== undefined && fits(event.streamId)) found.push(event);
    return found;
  }

  /** Another test server on the same file. */
  async reopen(): Promise<void> {
    await this.current.dispose();
    await this.inside.stop();
    this.server = await startIn(this.folder);
    this.current = EventStoreDBClient.connectionString(this.server.connectionString);
  }

  async close(): Promise<void> {
    if (this.notRun.size > 0) process.stderr.write(`${this.notRun.size} cases of the list were not run.\n`);
    await this.current.dispose();
    await this.server?.stop();
    rmSync(this.folder, { recursive: true });
  }
}

const startIn = (folder: string): Promise<TestServer> =>
  TestServer.start({ systemEventsEvery: 0, dataFile: join(folder, 'log') });

export const happened = (n: unknown = 0, id: string = randomUUID()) =>
  jsonEvent({ id, type: 'Happened', data: { n }, metadata: { by: 'a clerk' } });
