import type { Credentials } from '@eventstore/db-client';

/**
 * With credentials on the call, the client uses the classic append, which has a deadline and reports the actual revision of
 * a conflict. Without TLS they are not sent; with TLS they are those of the connection string.
 */
export const NOBODY: Credentials = { username: 'nobody', password: 'nobody' };

/** The user that a connection string names, or nobody. */
export const credentialsIn = (url: string): Credentials => {
  const [, username, password] = /^[^/]+\/\/([^:@/]+):([^@/]+)@/.exec(url) ?? [];
  if (username === undefined || password === undefined) return NOBODY;
  return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
};
