import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { isRefusal } from '#domain/decider.js';
import { type Kind, type NegotiationId, streamOf } from '#domain/ids.js';
import { EU_LADDER } from '#domain/marking.js';
import { logConfig } from '#config/log-config.js';
import { openEventStore } from '#event-store/engines.js';
import { unfilledIndex } from '#read-models/testing/memory-index.js';
import type { EventStore } from '#event-store/event-store.js';
import { seal } from '#ledger/seal.js';
import { START } from '#read-models/projection/checkpoint.js';
import { IdKey } from '#ledger/id-key.js';
import { ED25519 } from '#ledger/note-key.js';
import { generateSignerKey } from '#ledger/signer-key.js';
import { checkEntries } from '#ledger/storage/check-entries.js';
import { Ledger } from '#ledger/storage/ledger.js';
import { localCaller } from '../access/caller.js';
import { Grants } from '../access/grants.js';
import { ThingIndex } from '../access/thing-index.js';
import { Clock } from '../log/clock.js';
import { StartCheck } from '../log/start-check.js';
import { LogFollower } from '../log/log-follower.js';
import { TamperAlarm } from '../log/tamper-alarm.js';
import { EXAMPLE_IDS, ID } from '../openapi/examples.js';
import { Metrics } from '../telemetry/metrics.js';
import { isTrial, type Receipt, RecordFact } from './command.js';
import { ComputedIds } from './computed-ids.js';
import { allRoutes } from './command-controller.js';
import { MarkingPolicy } from './marking-policy.js';
import { readCommand } from './read-command.js';
import { RecordFactHandler } from './record-fact.js';
import { RECORD_ROUTES } from './record-routes.js';

const never = (reason: unknown) => {
  throw reason;
};
const NOW = '2026-11-01T09:00:00.000Z';
class FixedClock extends Clock {
  override now = () => NOW as ReturnType<Clock['now']>;
}

/** Instances on one log have one key. */
const ids = new ComputedIds([new IdKey('a key for ids that is long enough')]);

const openLog = async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'rapporteur-record-'));
  const store: EventStore = await openEventStore(logConfig(dataDir), 'owner');
  const follower = new LogFollower(store, unfilledIndex, START);
  const things = new ThingIndex(store, follower, new Grants(), EU_LADDER);
  const policy = new MarkingPolicy(things, EU_LADDER);
  const clock = new FixedClock();
  const ledger = await Ledger.open(
    generateSignerKey('record.example.org/talks', ED25519),
    { dataDir, store, now: clock.now },
    await checkEntries(store),
    { isFirst: true, signingBound: 60, signingInterval: 10 },
  );
  const alarm = new TamperAlarm({ fatal: () => {} }, store);
  const handler = new RecordFactHandler(
    store,
    follower,
    things,
    ids,
    policy,
    clock,
    ledger,
    new Metrics(),
    alarm,
    new StartCheck({ ...unfilledIndex, size: 0, total: 0, onIndexed: () => {} }, -1),
    EU_LADDER,
    false,
  );
  const close = async () => {
    await follower.stop();
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { store, follower, handler, alarm, close };
};
type Log = Awaited<ReturnType<typeof openLog>>;

const receiptOf = async ({ handler }: Log, command: RecordFact): Promise<Receipt> => {
  const outcome = await handler.execute(command);
  if (isRefusal(outcome)) throw new Error(`${command.type} is refused: ${outcome.because}`);
  if (isTrial(outcome)) throw new Error(`${command.type} was only tried`);
  return outcome;
};

/** The request of a client: the example ids of the OpenAPI document in the path, with a body. */
const requestTo = (path: string, body: object, headers: object = {}) => {
  const params = Object.fromEntries(
    [...path.matchAll(/:(\w+)/g)].map(([, name]) => [name!, EXAMPLE_IDS[name === 'id' ? path.split('/')[0]! : name!]]),
  );
  const request = {
    method: 'POST',
    url: `/v1/${path}`,
    params,
    body,
    headers,
    id: 'a-request',
    caller: localCaller('ana'),
  };
  return request as unknown as FastifyRequest;
};
const routeOf = (kind: Kind, type: string) => {
  const routes = RECORD_ROUTES.find(({ decider }) => decider.kind === kind)!;
  return allRoutes(routes).find((route) => route.type === type)!;
};
const keyed = () => ({ 'idempotency-key': randomUUID() });

const FACTS = RECORD_ROUTES.filter(({ isFinal }) => !isFinal).flatMap(({ decider: { kind }, routes }) =>
  Object.entries(routes).flatMap(([type, { path, examples }]) =>
    Object.values(examples).map((body) => ({ kind, type, path, body })),
  ),
);

/** The command as another process would receive it. */
const sent = (command: RecordFact) => new RecordFact(JSON.parse(JSON.stringify(command)) as RecordFact);
/** A receipt without the generated ids of its events. */
const essence = ({ events, ...receipt }: Receipt) => ({
  ...receipt,
  events: events.map(({ id: _, ...event }) => event),
});

let here: Log;
let there: Log;
beforeAll(async () => {
  [here, there] = [await openLog(), await openLog()];
  await here.follower.follow(never);
  await there.follower.follow(never);
});
afterAll(async () => {
  await here.close();
  await there.close();
});

describe('a command', () => {
  it('is plain data: every example of the OpenAPI document records the same after a JSON round trip', async () => {
    for (const { kind, type, path, body } of FACTS) {
      const command = readCommand(kind, routeOf(kind, type), requestTo(path, structuredClone(body), keyed()));
      expect(sent(command)).toEqual(command);
      const receipt = await receiptOf(here, command);
      expect(essence(await receiptOf(there, sent(command)))).toEqual(essence(receipt));
      // A repeated command gets the first receipt.
      expect(await receiptOf(here, sent(command))).toEqual({ ...receipt, replayed: true });
    }
  });

  it('that corrects, marks or voids is plain data, too', async () => {
    const path = `issues/:id`;
    const eventIds = await Promise.all(
      [here, there].map(async ({ store }) => (await store.readStream(streamOf('issue', ID.controls)))[0]!.id),
    );
    for (const [type, fields] of [
      ['CorrectRecord', { changes: { title: 'Controls' }, reason: 'A slip.' }],
      ['MarkRecord', { marking: { level: 'restreint' }, reason: 'It is for delegations only.' }],
      ['VoidRecord', { reason: 'It was recorded twice.' }],
    ] as const) {
      const [ours, theirs] = eventIds.map((eventId) => {
        const body = type === 'MarkRecord' ? fields : { ...fields, eventId };
        const headers = { 'if-match': '*', 'idempotency-key': type };
        return readCommand('issue', routeOf('issue', type), requestTo(path, body, headers));
      });
      const receipt = await receiptOf(here, ours!);
      expect(receipt.events.map((event) => event.type)).toEqual([
        type.replace(/(\w+)Record/, (_, verb: string) => PAST[verb]!),
      ]);
      const recorded = await receiptOf(there, sent(theirs!));
      expect(recorded.events.map((event) => event.type)).toEqual(receipt.events.map((event) => event.type));
      expect([recorded.revision, recorded.ordinal]).toEqual([receipt.revision, receipt.ordinal]);
    }
  });

  it('can be printed, and is rejected with a value that has the reason', async () => {
    const request = requestTo('negotiations/:negotiationId/issues', { title: 'Talks' });
    request.params = { negotiationId: randomUUID() };
    const command = readCommand('issue', routeOf('issue', 'RaiseIssue'), request);
    expect(JSON.stringify(command)).toContain('"type":"RaiseIssue","data":{"title":"Talks"}');
    expect(await here.handler.execute(command)).toEqual({
      refused: 'negotiation-unknown',
      because: 'No negotiation with this id is recorded.',
      status: 404,
    });
  });

  it('of another kind throws an error', async () => {
    const command = readCommand(
      'issue',
      routeOf('issue', 'RaiseIssue'),
      requestTo('negotiations/:negotiationId/issues', { title: 'Talks' }),
    );
    const other = (changes: object) => here.handler.execute(Object.assign(sent(command), changes));
    await expect(other({ type: 'HoldMeeting' })).rejects.toThrow(
      'HoldMeeting is not a command for things of kind issue',
    );
    await expect(other({ kind: 'ledger' })).rejects.toThrow('there are no commands for things of kind ledger');
  });
});
const PAST: Readonly<Record<string, string>> = {
  Correct: 'RecordCorrected',
  Mark: 'RecordMarked',
  Void: 'RecordVoided',
};

describe('a repeated request that another instance has just recorded', () => {
  it('gets an ordinal that covers the event, even if the follower has not read it yet', async () => {
    const log = await openLog();
    const negotiationId = ID.negotiation as NegotiationId;
    const command = readCommand(
      'meeting',
      routeOf('meeting', 'ProposeMeeting'),
      requestTo('negotiations/:negotiationId/meetings', { id: ID.brussels, title: 'Talks' }, keyed()),
    );
    const append = (kind: Kind, id: string, type: string, data: object, context: object) => {
      const event = {
        id: randomUUID(),
        type,
        data: JSON.stringify(data),
        metadata: JSON.stringify({ schemaVersion: 1, negotiationId, ...context }),
      };
      const stream = streamOf(kind, id);
      return log.store.append(stream, [{ ...event, ...seal({ ...event, stream, revision: 0 }) }], {
        expected: 'no-stream',
      });
    };
    const { caller, key, request } = command.context;
    const { commandId } = ids.ofRequest(caller.recorder, key).ids;
    await append('negotiation', negotiationId, 'NegotiationOpened', { title: 'Talks' }, { commandId: randomUUID() });
    await append('meeting', ID.brussels, 'MeetingProposed', { title: 'Talks' }, { commandId, request });

    const receipt = receiptOf(log, command);
    await new Promise((resolve) => setImmediate(resolve));
    expect(log.follower.head).toBe(-1);
    await log.follower.follow(never);
    expect(await receipt).toMatchObject({ id: ID.brussels, revision: 0, replayed: true, ordinal: 1 });
    await log.close();
  });
});
