import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type EventStoreDBClient, jsonEvent, UnavailableError } from '@eventstore/db-client';
import { newClient, shut } from '#event-store/eventstoredb/client.js';
import { ChannelClosed, NoClient } from '#event-store/eventstoredb/failures.js';
import { TestServer } from './server/test-server.js';
import { reservePort } from '../../test/support/ports.js';

/** Two ports on which nothing listens. */
const nowhere = [await reservePort(), await reservePort()] as const;
const [HOST, HOSTS] = [`127.0.0.1:${nowhere[0].port}`, nowhere.map(({ port }) => `127.0.0.1:${port}`).join()];
afterAll(() => {
  for (const { release } of nowhere) release();
});

describe('a client that several calls share', () => {
  let server: TestServer;
  let client: EventStoreDBClient;
  beforeAll(async () => {
    server = await TestServer.start();
    client = newClient(server.connectionString);
  });
  afterAll(async () => {
    await shut(client);
    await server.stop();
  });
  const append = () => {
    const credentials = { username: 'nobody', password: 'nobody' };
    return client.appendToStream('meeting', jsonEvent({ type: 'MeetingHeld', data: {} }), { credentials });
  };

  it('fails an append whose channel was closed for another call just before', async () => {
    await append();
    const { getChannel } = client as unknown as { getChannel: () => Promise<{ close: () => void }> };
    const channel = await getChannel();
    const late = append();
    channel.close();
    await expect(late).rejects.toThrow(ChannelClosed);
  });

  it('causes no unhandled rejection if no server is found while a call fails', async () => {
    const lost = newClient(`esdb://${HOSTS}?tls=false&maxDiscoverAttempts=1&discoveryInterval=1`);
    const { getChannel, handleError } = lost as unknown as {
      getChannel: () => Promise<unknown>;
      handleError: (service: unknown, error: Error) => Promise<void>;
    };
    const searching = getChannel();
    const failed = handleError({ getChannel: () => undefined }, new UnavailableError(new Error('gone') as never));
    await expect(searching).rejects.toThrow('Failed to discover');
    await expect(failed).resolves.toBeUndefined();
  });
});

describe('discovery of a cluster', () => {
  const lookFor = (url: string) => (newClient(url) as unknown as { getChannel: () => Promise<unknown> }).getChannel();

  it.each([
    ['once by default, since the caller tries again', '', 1],
    ['as often as the address says', '&maxDiscoverAttempts=2', 2],
    ['as often as the address says in another spelling', '&Max_Discover_Attempts=2', 2],
  ])('is made %s', async (_, more, times) => {
    const lost = lookFor(`esdb://bob:a?b@${HOSTS}?tls=false${more}`);
    await expect(lost).rejects.toThrow(`Failed to discover after ${times} attempts`);
  });

  it.each([
    ['of several hosts', `esdb://${HOSTS}`],
    ['of a cluster', `esdb+discover://${HOST}/`],
    ['with a space before it, and a password', ` esdb+discover://bob:a?b@${HOST}`],
  ])('is made once for an address without options: one %s', async (_, url) => {
    await expect(lookFor(url)).rejects.toThrow('Failed to discover after 1 attempts');
  });

  it('is not made for an address that ends before its options', () => {
    expect(() => newClient(`esdb://${HOSTS}?`)).toThrow(NoClient);
  });
});
