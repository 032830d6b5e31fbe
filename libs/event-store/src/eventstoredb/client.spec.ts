import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type EventStoreDBClient, jsonEvent, UnavailableError } from '@eventstore/db-client';
import { newClient, shut } from './client.js';
import { ChannelClosed } from './failures.js';
import { TestServer } from './testing/test-server.js';

describe('a client that calls share', () => {
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

  it('tells an append that its channel was closed for another call just before', async () => {
    await append();
    const { getChannel } = client as unknown as { getChannel: () => Promise<{ close: () => void }> };
    const channel = await getChannel();
    const late = append();
    channel.close();
    await expect(late).rejects.toThrow(ChannelClosed);
  });

  it('leaves it to nobody that no server is found while a call fails', async () => {
    const hosts = '127.0.0.1:1,127.0.0.1:2';
    const lost = newClient(`esdb://${hosts}?tls=false&maxDiscoverAttempts=1&discoveryInterval=1`);
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
