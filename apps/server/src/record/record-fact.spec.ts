import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type NegotiationId, streamOf } from '#domain/ids.js';
import { EU_LADDER } from '#domain/marking.js';
import { logConfig } from '#config/log-config.js';
import { openEventStore } from '#event-store/engines.js';
import type { EventStore } from '#event-store/event-store.js';
import { seal } from '#ledger/entry.js';
import { atThisMachine } from '../access/caller.js';
import { Grants } from '../access/grants.js';
import { LogFollower } from '../log/log-follower.js';
import { Metrics } from '../telemetry/metrics.js';
import { Clock } from '../log/clock.js';
import { Decide, DecideHandler } from './record-fact.js';
import { ThingIndex } from '../access/thing-index.js';
import { MarkingPolicy } from './marking-policy.js';

const dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-decide-'));
const nothing = { upTo: () => -1, streamOfCommand: () => undefined, streamOfEvent: () => undefined };
const negotiationId = 'talks' as NegotiationId;
const call = {
  caller: atThisMachine('ana'),
  refused: () => {},
  commandId: randomUUID(),
  request: 'the same',
  correlationId: 'c',
};

let store: EventStore;
beforeAll(async () => {
  store = await openEventStore(logConfig(dataDir), 'owner');
});
afterAll(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('a request that another instance has answered a moment ago', () => {
  it('is answered as of a place in the log that has what was recorded, though its end was not seen here yet', async () => {
    const [id, stream] = ['a-meeting', streamOf('meeting', 'a-meeting')];
    const { commandId, request } = call;
    const event = {
      id: randomUUID(),
      type: 'MeetingProposed',
      data: '{"title":"Talks"}',
      metadata: JSON.stringify({ schemaVersion: 1, negotiationId, commandId, request }),
    };
    await store.append(stream, [{ ...event, ...seal({ ...event, stream, revision: 0 }) }], { expected: 'no-stream' });

    const tail = new LogFollower(store, nothing, { ordinal: -1 });
    const grants = new Grants([]);
    const secrecy = new MarkingPolicy(new ThingIndex(store, tail, grants, EU_LADDER), EU_LADDER);
    const handler = new DecideHandler(store, tail, secrecy, new Clock(), new Metrics(), grants);
    const tell = () => {
      throw new Error('it was told already');
    };
    const receipt = handler.execute(new Decide('meeting', id, negotiationId, tell, call));
    await new Promise((resolve) => setImmediate(resolve));
    expect(tail.head).toBe(-1);
    await tail.follow((reason) => {
      throw reason;
    });
    expect(await receipt).toMatchObject({ id, revision: 0, replayed: true, ordinal: 0 });
    await tail.stop();
  });
});
