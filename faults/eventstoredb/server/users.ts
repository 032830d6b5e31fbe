import type { Metadata, ServiceError } from '@grpc/grpc-js';
import { accessDenied, unauthenticated } from './refusals.js';

/** `streamsOnly`: may not read `$all`. */
export type User = Readonly<{ username: string; password: string; streamsOnly?: boolean }>;

/** The error for a request with these metadata; nothing if it is allowed. Without users, everybody is allowed. */
export function refusalFor(
  users: readonly User[] | undefined,
  metadata: Metadata,
  what: 'stream' | '$all',
): ServiceError | undefined {
  if (!users) return undefined;
  const [given] = metadata.get('authorization');
  if (given === undefined) return accessDenied();
  const user = users.find(
    ({ username, password }) => given === `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
  );
  if (!user) return unauthenticated();
  return user.streamsOnly && what === '$all' ? accessDenied() : undefined;
}
