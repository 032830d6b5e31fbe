import { randomUUID } from 'node:crypto';
import type { Credentials, EventStoreDBClient } from '@eventstore/db-client';
import type { Connection } from './connection.js';
import { onServer } from './event-codec.js';
import { typeOf } from './failures.js';

/** `credentials`: those of appends. `hasUser`: whether the connection string names a user. */
type Asking = Readonly<{ connection: Connection; credentials: Credentials; hasUser: boolean }>;

/**
 * With which rights on streams of the record the service could take away what was recorded, and what to do about it; undefined if
 * it has none. Nothing is written or deleted to find out. @throws Unavailable
 */
export const excessRights = async (asking: Asking): Promise<string | undefined> => {
  const deletes = await mayDelete(asking.connection);
  const cuts = await mayWriteMetadata(asking);
  const rights = [
    ...(deletes ? ['delete streams of the log ($d)'] : []),
    ...(cuts ? ['cut streams of the log by their metadata ($mw)'] : []),
  ];
  if (rights.length === 0) return undefined;
  const may = `may ${rights.join(' and ')}`;
  return asking.hasUser
    ? `The user in EVENTSTOREDB_URL ${may}. Take this away with deploy/eventstoredb-user.mjs: see ${SECTION}`
    : `EVENTSTOREDB_URL names no user, so whoever reaches EventStoreDB ${may}. Run EventStoreDB with users, and make one for this service with deploy/eventstoredb-user.mjs: see ${SECTION}`;
};

const SECTION = '"A stream that was deleted or cut" in docs/OPERATIONS.md';

/**
 * A stream that nobody has written, so it is at no revision: who may not change it is refused, and for who may it is another one. With
 * a revision, all versions of the server answer alike: without one, older ones write a deletion.
 */
const unwritten = () => onServer(`right-${randomUUID()}`);
const WRONG = { expectedRevision: 0n, requiresLeader: true } as const;

const mayDelete = (connection: Connection): Promise<boolean> =>
  isAllowed(connection, (client, deadline) => client.deleteStream(unwritten(), { ...WRONG, deadline }));

const mayWriteMetadata = ({ connection, credentials }: Asking): Promise<boolean> =>
  isAllowed(connection, (client, deadline) =>
    client.setStreamMetadata(unwritten(), {}, { ...WRONG, deadline, credentials }),
  );

const isAllowed = async (
  connection: Connection,
  ask: (client: EventStoreDBClient, deadline: number) => Promise<unknown>,
): Promise<boolean> => {
  try {
    await connection.call((client, { ms }) => ask(client, ms), isAnswer);
    return true;
  } catch (error) {
    if (!isAnswer(error)) throw error;
    return typeOf(error) !== DENIED;
  }
};

const DENIED = 'access-denied';
const isAnswer = (error: unknown): boolean => [DENIED, 'wrong-expected-version'].includes(typeOf(error) ?? '');
