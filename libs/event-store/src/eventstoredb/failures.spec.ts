import { describe, expect, it } from '@jest/globals';
import { ChannelClosed, failureOf } from './failures.js';

const coded = (code: number, message: string, type?: string) => Object.assign(new Error(message), { code, type });

describe('what EventStoreDB or its client says', () => {
  it.each([
    [
      'nobody listens',
      coded(14, '14 UNAVAILABLE: No connection established. Last error: connect ECONNREFUSED', 'unavailable'),
    ],
    [
      'the name is unknown',
      coded(14, '14 UNAVAILABLE: Name resolution failed for target dns:nowhere:2113', 'unavailable'),
    ],
    ['no node was found, which is a plain Error', new Error('Failed to discover after 10 attempts.')],
    ['the node is not the leader', coded(5, 'Leader info available', 'not-leader')],
    ['another call has found another leader', new ChannelClosed()],
  ])('means that nothing was written: %s', (_, error) => {
    expect(failureOf(error)).toMatchObject({ outcome: 'not-written', lasting: false });
  });

  it.each([
    ['the connection broke', coded(14, '14 UNAVAILABLE: read ECONNRESET', 'unavailable')],
    ['the deadline passed', coded(4, '4 DEADLINE_EXCEEDED', 'deadline-exceeded')],
    ['the server ended the call', coded(1, '1 CANCELLED', 'cancelled')],
    ['whatever else', new Error('who knows')],
  ])('leaves open whether it was written: %s', (_, error) => {
    expect(failureOf(error)).toMatchObject({ outcome: 'unknown', lasting: false });
  });

  it.each([
    ['the user may not', coded(7, '7 PERMISSION_DENIED', 'access-denied'), /may read \$all/],
    ['the password is wrong', coded(16, '16 UNAUTHENTICATED'), /may read \$all/],
    ['the stream is gone', coded(9, 'gone', 'stream-deleted'), /deleted on the server/],
    ['the server is too old', coded(12, '12 UNIMPLEMENTED'), /22\.10/],
  ])('is of no use to try again, and says what to do: %s', (_, error, advice) => {
    expect(failureOf(error)).toMatchObject({
      outcome: 'not-written',
      lasting: true,
      message: expect.stringMatching(advice),
    });
  });
});
