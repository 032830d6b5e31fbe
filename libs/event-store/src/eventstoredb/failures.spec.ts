import { describe, expect, it } from '@jest/globals';
import { ChannelClosed, failureOf } from './failures.js';

const coded = (code: number, message: string, type?: string) => Object.assign(new Error(message), { code, type });

describe('an error of EventStoreDB or its client', () => {
  it.each([
    [
      'no server listens',
      coded(14, '14 UNAVAILABLE: No connection established. Last error: connect ECONNREFUSED', 'unavailable'),
    ],
    [
      'the name is unknown',
      coded(14, '14 UNAVAILABLE: Name resolution failed for target dns:nowhere:2113', 'unavailable'),
    ],
    ['no node was found, a plain Error', new Error('Failed to discover after 10 attempts.')],
    ['the node is not the leader', coded(5, 'Leader info available', 'not-leader')],
    ['another call was redirected to another leader', new ChannelClosed()],
  ])('shows that nothing was written: %s', (_, error) => {
    expect(failureOf(error)).toMatchObject({ outcome: 'not-written', lasting: false });
  });

  it.each([
    ['the connection broke', coded(14, '14 UNAVAILABLE: read ECONNRESET', 'unavailable')],
    ['the deadline passed', coded(4, '4 DEADLINE_EXCEEDED', 'deadline-exceeded')],
    ['the server ended the call', coded(1, '1 CANCELLED', 'cancelled')],
    ['any other error', new Error('who knows')],
  ])('leaves open whether the append was written: %s', (_, error) => {
    expect(failureOf(error)).toMatchObject({ outcome: 'unknown', lasting: false });
  });

  it.each([
    ['the user lacks permission', coded(7, '7 PERMISSION_DENIED', 'access-denied'), /needs \$r in the ACL of \$all/],
    ['the password is wrong', coded(16, '16 UNAUTHENTICATED', 'access-denied'), /user or the password/],
    ['the server is too old', coded(12, '12 UNIMPLEMENTED'), /22\.10/],
  ])('is lasting, and says what to do: %s', (_, error, advice) => {
    expect(failureOf(error)).toMatchObject({
      outcome: 'not-written',
      lasting: true,
      message: expect.stringMatching(advice),
    });
  });
});
