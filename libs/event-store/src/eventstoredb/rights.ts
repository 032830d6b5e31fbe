import { randomUUID } from 'node:crypto';
import type { Connection } from './connection.js';
import { PREFIX } from './event-codec.js';
import { typeOf } from './failures.js';

/**
 * Whether the user of the connection may delete streams of the record. It asks the server to delete one that does not exist,
 * as if it had one event: who may not is refused, and for who may there is nothing to delete. With a revision, all versions of the server answer alike: without
 * one, older ones write the deletion. @throws Unavailable
 */
export const mayDelete = async (connection: Connection): Promise<boolean> => {
  try {
    await connection.call(
      (client, { ms: deadline }) =>
        client.deleteStream(`${PREFIX}right-${randomUUID()}`, { expectedRevision: 0n, deadline, requiresLeader: true }),
      isAnswer,
    );
    return true;
  } catch (error) {
    if (!isAnswer(error)) throw error;
    return typeOf(error) !== DENIED;
  }
};

const DENIED = 'access-denied';
const isAnswer = (error: unknown): boolean => [DENIED, 'wrong-expected-version'].includes(typeOf(error) ?? '');
