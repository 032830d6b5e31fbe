import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { checkFault, type Fault, FAULTS, type Injected } from './faults.js';
import { TestServer } from './test-server.js';

const event = () => jsonEvent({ id: randomUUID(), type: 'Happened', data: {} });
const credentials = { username: 'admin', password: 'changeit' };

describe('a test server with faults', () => {
  let server: TestServer;
  let client: EventStoreDBClient;
  let stream: string;

  beforeEach(async () => {
    server = await TestServer.start({ systemEventsEvery: 0 });
    client = EventStoreDBClient.connectionString(server.connectionString);
    stream = `meeting-${randomUUID()}`;
  });
  afterEach(async () => {
    await client.dispose();
    await server.stop();
  });

  const append = () => client.appendToStream(stream, event(), { expectedRevision: NO_STREAM, credentials });
  const countIn = async (name = stream) => {
    let count = 0;
    for await (const _ of client.readStream(name)) count++;
    return count;
  };
  /** A subscription to the stream that has caught up, the events that it received, and its end. */
  const follow = async () => {
    const subscription = client.subscribeToStream(stream);
    const seen: bigint[] = [];
    const error = new Promise<Error>((resolve) => subscription.on('error', resolve));
    const end = new Promise((resolve) => subscription.on('end', resolve));
    subscription.on('data', ({ event }) => seen.push(event!.revision));
    await once(subscription, 'caughtUp');
    return { subscription, seen, error, end };
  };
  /** A client discards a connection that has failed and makes a new one; some calls may still use the old one. */
  const untilAnswered = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    for (let tries = 0; ; tries++)
      try {
        return await ask();
      } catch (error) {
        if (tries === 100) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
  };
  /** An append that a fault has hit, and that has no answer although the server has answered others since. */
  const unanswered = async (fault: Injected) => {
    let isSettled = false;
    const appended = append().finally(() => (isSettled = true));
    appended.catch(() => {});
    while (fault.struck() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await expect(countIn('nowhere')).rejects.toMatchObject({ type: 'stream-not-found' });
    expect(isSettled).toBe(false);
    return { appended };
  };
  /** Appends without the client. */
  const write = (count: number) => {
    for (let n = 0; n < count; n++)
      server.log.append(stream, 'any', [
        {
          id: randomUUID(),
          type: 'Happened',
          contentType: 'application/json',
          data: new Uint8Array(),
          metadata: new Uint8Array(),
        },
      ]);
  };

  describe('silent', () => {
    it('never answers an append, and does not commit it', async () => {
      const silent = server.inject({ name: 'silent', on: ['append'] });
      await unanswered(silent);
      silent.lift();
      await append();
      expect([await countIn(), silent.struck()]).toEqual([1, 1]);
    });

    it('delays open calls until it is lifted', async () => {
      const { subscription, seen } = await follow();
      const silent = server.inject({ name: 'silent', on: ['event'] });
      write(2);
      // Another subscription on the same connection was confirmed since, so the first would have received its event
      // too.
      const other = client.subscribeToStream('elsewhere');
      await once(other, 'caughtUp');
      expect(seen).toEqual([]);
      const next = once(subscription, 'data');
      silent.lift();
      await next;
      await Promise.all([subscription.unsubscribe(), other.unsubscribe()]);
    });
  });

  describe('reset', () => {
    it('closes open connections at once, and only once if requested', async () => {
      const { error } = await follow();
      server.inject({ name: 'reset', times: 1 });
      await expect(error).resolves.toMatchObject({ type: 'unavailable' });
      await untilAnswered(() => append());
      expect(server.state().injected.reset).toBe(1);
    });

    it('breaks a read in the middle', async () => {
      write(10);
      server.inject({ name: 'reset', on: ['event'], after: 4, times: 1 });
      await expect(countIn()).rejects.toMatchObject({ type: expect.stringMatching('unavailable|cancelled') });
      expect(await untilAnswered(() => countIn())).toBe(10);
    });

    it('breaks each append until it is lifted, and commits none', async () => {
      const reset = server.inject({ name: 'reset', on: ['append'] });
      await expect(append()).rejects.toMatchObject({ type: expect.stringMatching('unavailable|cancelled') });
      reset.lift();
      await untilAnswered(() => append());
      expect(await countIn()).toBe(1);
    });
  });

  describe('polite-end', () => {
    it('ends an open subscription without an error', async () => {
      const { end } = await follow();
      server.inject({ name: 'polite-end', times: 1 });
      await end;
      const { subscription } = await follow();
      expect(server.state()).toMatchObject({ injected: { 'polite-end': 1 }, open: 1 });
      await subscription.unsubscribe();
    });

    it('ends a subscription after a number of events', async () => {
      const { seen, end } = await follow();
      server.inject({ name: 'polite-end', on: ['event'], after: 3, times: 1 });
      write(5);
      await end;
      expect(seen).toEqual([0n, 1n, 2n]);
    });

    it('ends a read in the middle as if there were no more events', async () => {
      write(5);
      server.inject({ name: 'polite-end', on: ['event'], after: 2 });
      expect(await countIn()).toBe(2);
    });
  });

  describe('a fault of backward reads of $all', () => {
    const read = async (direction: 'forwards' | 'backwards', name?: string) => {
      const from = direction === 'backwards' ? ('end' as const) : ('start' as const);
      const events =
        name === undefined
          ? client.readAll({ direction, fromPosition: from, maxCount: 1 })
          : client.readStream(name, { direction, fromRevision: from, maxCount: 1 });
      let count = 0;
      for await (const _ of events) count++;
      return count;
    };

    it('lets all others pass, and is counted apart from them', async () => {
      write(2);
      const stalled = server.inject({ name: 'silent', on: ['backwards'] });
      expect([await read('forwards'), await read('forwards', stream), await read('backwards', stream)]).toEqual([
        1, 1, 1,
      ]);
      expect(stalled.struck()).toBe(0);
      let isAnswered = false;
      void read('backwards').then(
        () => (isAnswered = true),
        () => {}, // the client is disposed of
      );
      while (stalled.struck() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      expect([await read('forwards'), isAnswered]).toEqual([1, false]);
      expect(server.state()).toMatchObject({
        calls: { read: 5 },
        reads: { 'all-forwards': 2, 'all-backwards': 1, 'stream-forwards': 1, 'stream-backwards': 1 },
      });
    });

    it('is not among those that a fault of all calls strikes, or it would strike twice', async () => {
      write(1);
      const slow = server.inject({ name: 'slow', ms: 1 });
      await read('backwards');
      expect(slow.struck()).toBe(1);
    });
  });

  it('not-leader sends a writer to another node', async () => {
    server.inject({ name: 'not-leader', leader: { host: 'leader.example', port: 2113 }, times: 1 });
    await expect(append()).rejects.toMatchObject({
      type: 'not-leader',
      leader: { address: 'leader.example', port: 2113 },
    });
  });

  it('not-leader fails the whole batch append', async () => {
    server.inject({ name: 'not-leader', on: ['batch-append'], times: 1 });
    await expect(client.appendToStream(stream, event())).rejects.toMatchObject({ type: 'not-leader' });
    await untilAnswered(() => client.appendToStream(stream, event()));
  });

  it.each([
    ['an append', { credentials }],
    ['a batch append', {}],
  ])('conflict answers WrongExpectedVersion to %s although nobody wrote', async (_, way) => {
    write(1);
    server.inject({ name: 'conflict', times: 1 });
    const append = () => client.appendToStream(stream, event(), { expectedRevision: 0n, ...way });
    await expect(append()).rejects.toMatchObject({
      type: 'wrong-expected-version',
      expectedVersion: 0n,
      actualVersion: 0n,
    });
    expect(await countIn()).toBe(1);
    await append();
    expect(await countIn()).toBe(2);
  });

  describe('lost-reply', () => {
    it('commits an append and closes the connection', async () => {
      server.inject({ name: 'lost-reply', times: 1 });
      await expect(append()).rejects.toMatchObject({ type: expect.stringMatching('unavailable|cancelled') });
      expect(await untilAnswered(() => countIn())).toBe(1);
    });

    it('commits an append and never answers', async () => {
      await unanswered(server.inject({ name: 'lost-reply', connection: 'kept', times: 1 }));
      expect(await countIn()).toBe(1);
    });

    it('commits what of an append has arrived', async () => {
      server.inject({ name: 'lost-reply', arrived: 2, times: 1 });
      const events = [event(), event(), event()];
      const sent = client.appendToStream(stream, events, { expectedRevision: NO_STREAM, credentials });
      await expect(sent).rejects.toMatchObject({ type: expect.stringMatching('unavailable|cancelled') });
      expect(await untilAnswered(() => countIn())).toBe(2);
    });

    it('is recovered by an exact repetition', async () => {
      server.inject({ name: 'lost-reply', times: 1 });
      const events = [event()];
      const send = () => client.appendToStream(stream, events, { expectedRevision: NO_STREAM, credentials });
      await expect(send()).rejects.toMatchObject({ type: expect.stringMatching('unavailable|cancelled') });
      expect(await untilAnswered(send)).toMatchObject({ nextExpectedRevision: 0n });
      expect(await countIn()).toBe(1);
    });
  });

  it('slow answers late, and at once when it is lifted', async () => {
    const slow = server.inject({ name: 'slow', ms: 1_000_000, on: ['append'] });
    const { appended } = await unanswered(slow);
    slow.lift();
    expect(await appended).toMatchObject({ nextExpectedRevision: 0n });
    server.inject({ name: 'slow', ms: 1 });
    expect(await countIn()).toBe(1);
  });

  it('strikes only calls about streams that begin as it says', async () => {
    const others = server.inject({ name: 'unavailable', on: ['append'], streams: `${stream}-other` });
    await append();
    expect(others.struck()).toBe(0);
    server.inject({ name: 'unavailable', on: ['append'], streams: stream });
    await expect(append()).rejects.toMatchObject({ type: 'unavailable' });
  });

  it('slow is combined with other faults', async () => {
    server.inject({ name: 'slow', ms: 1 });
    server.inject({ name: 'unavailable', times: 1 });
    await expect(append()).rejects.toMatchObject({ type: 'unavailable' });
    expect(server.state().injected).toMatchObject({ slow: 1, unavailable: 1 });
  });

  it('unavailable answers 14 to all calls, also to gossip', async () => {
    const unavailable = server.inject({ name: 'unavailable' });
    await expect(append()).rejects.toMatchObject({ type: 'unavailable', code: 14 });
    const search = '&maxDiscoverAttempts=1&discoveryInterval=1';
    const seeker = EventStoreDBClient.connectionString(
      `esdb+discover://127.0.0.1:${server.endpoint.port}?tls=false${search}`,
    );
    await expect(seeker.appendToStream(stream, event())).rejects.toThrow('Failed to discover');
    unavailable.lift();
    await untilAnswered(() => append());
  });

  describe('restart', () => {
    it('starts again on the same port with its data', async () => {
      await append();
      const { error } = await follow();
      server.inject({ name: 'restart' });
      await expect(error).resolves.toMatchObject({ type: 'unavailable' });
      expect(await untilAnswered(() => countIn())).toBe(1);
      expect(server.state().injected.restart).toBe(1);
    });

    it('starts again without its data if requested', async () => {
      await append();
      await server.restart({ keepData: false });
      await untilAnswered(() => append());
      expect(await countIn()).toBe(1);
    });

    it('hits after a number of appends, and stays down for the given time', async () => {
      server.inject({ name: 'restart', on: ['append'], after: 1, ms: 100 });
      await append();
      await expect(client.appendToStream('next', event(), { credentials })).rejects.toMatchObject({
        type: expect.stringMatching('unavailable|cancelled'),
      });
      expect(await untilAnswered(() => countIn())).toBe(1);
    });
  });

  it('works normally once all faults are cleared', async () => {
    for (const name of ['silent', 'unavailable', 'conflict', 'lost-reply'] as const) server.inject({ name });
    expect(server.state().faults).toHaveLength(4);
    server.faults.clear();
    await append();
    expect(server.state()).toMatchObject({ faults: [], injected: { silent: 0, unavailable: 0 } });
  });
});

describe('an invalid fault', () => {
  it.each<[string, unknown]>([
    ['object with a name', 'silent'],
    [`There is no fault loud, but ${Object.keys(FAULTS).join(', ')}`, { name: 'loud' }],
    ['There is no fault toString', { name: 'toString' }],
    ['The fault conflict strikes on some of append, batch-append, not on ["read"]', { name: 'conflict', on: ['read'] }],
    ['not on []', { name: 'silent', on: [] }],
    ['The fault silent has no ms', { name: 'silent', ms: 3 }],
    ['The fault reset has no often', { name: 'reset', often: 3 }],
    ['The fault slow needs ms', { name: 'slow' }],
    ['streams is a text', { name: 'silent', streams: 1 }],
    ['ms is a whole number, not -1', { name: 'slow', ms: -1 }],
    ['times is a whole number, not 1.5', { name: 'silent', times: 1.5 }],
    ['after is a whole number, not "2"', { name: 'silent', after: '2' }],
    ['keepData is true or false', { name: 'restart', keepData: 1 }],
    ['connection is cut or kept', { name: 'lost-reply', connection: 'noisy' }],
    ['arrived is a whole number, not 0.5', { name: 'lost-reply', arrived: 0.5 }],
    ['each is a whole number, not -1', { name: 'stalls', each: -1 }],
    ['The fault silent has no each', { name: 'silent', each: 1 }],
    ['The fault stalls strikes on some of event', { name: 'stalls', on: ['append'] }],
    ['exception is a text', { name: 'bare-refusal', exception: 3 }],
    ['The fault unavailable has no exception', { name: 'unavailable', exception: 'not-leader' }],
    ['leader is an object with host and port', { name: 'not-leader', leader: 'me' }],
  ])('is refused: %s', (message, fault) => {
    expect(() => checkFault(fault)).toThrow(message);
  });

  it('is not one at its default place', () => {
    const asked: Fault[] = Object.keys(FAULTS).map((name) => ({ name, ...(name === 'slow' && { ms: 1 }) }) as Fault);
    for (const fault of asked) expect(() => checkFault(fault)).not.toThrow();
  });
});
