import type { Metadata, ServiceError } from '@grpc/grpc-js';
import { accessDenied, unauthenticated } from './refusals.js';

/** `streamsOnly`: may not read `$all`. `appendsOnly`: may not delete streams. */
export type User = Readonly<{ username: string; password: string; streamsOnly?: boolean; appendsOnly?: boolean }>;
/** What a call is about. */
export type Right = 'stream' | '$all' | 'delete';

/** The error for a request with these metadata; nothing if it is allowed. Without users, everybody is allowed. */
export function refusalFor(
  users: readonly User[] | undefined,
  metadata: Metadata,
  what: Right,
): ServiceError | undefined {
  if (!users) return undefined;
  const [given] = metadata.get('authorization');
  if (given === undefined) return accessDenied();
  const user = users.find(
    ({ username, password }) => given === `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
  );
  if (!user) return unauthenticated();
  const isDenied = (user.streamsOnly && what === '$all') || (user.appendsOnly && what === 'delete');
  return isDenied ? accessDenied() : undefined;
}
