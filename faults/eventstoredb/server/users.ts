import type { Metadata, ServiceError } from '@grpc/grpc-js';
import type { Acl, Log, Right } from './log.js';
import { accessDenied, unauthenticated } from './refusals.js';

/** `groups`: members of `$admins` may do everything. */
export type User = Readonly<{ username: string; password: string; groups?: readonly string[] }>;

/** What a call does with a stream: read it, append to it, or delete it. */
export type Deed = 'read' | 'write' | 'delete';

/** The stream whose last event says who has which right on streams without an ACL of their own. */
const SETTINGS = '$settings';
type Defaults = Readonly<{ $userStreamAcl?: Acl; $systemStreamAcl?: Acl }>;
const FOR_ADMINISTRATORS = ['$admins'];
const FOR_ALL = ['$all'];

/**
 * The error for a request with these metadata; nothing if it is allowed. Without users, everybody is allowed. The rights on
 * `$all` and on streams are those of their metadata, then those of `$settings`; else only administrators may read `$all` and
 * the streams of the server, and every user may do everything with other streams.
 */
export function refusalFor(
  users: readonly User[] | undefined,
  log: Log,
  metadata: Metadata,
  deed: Deed,
  stream: string,
): ServiceError | undefined {
  if (!users) return undefined;
  const [given] = metadata.get('authorization');
  if (given === undefined) return accessDenied();
  const user = users.find(
    ({ username, password }) => given === `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
  );
  if (!user) return unauthenticated();
  return isAllowed(log, user, deed, stream) ? undefined : accessDenied();
}

function isAllowed(log: Log, { username, groups = [] }: User, deed: Deed, stream: string): boolean {
  if (groups.includes('$admins')) return true;
  const isMeta = stream.startsWith('$$');
  const subject = isMeta ? stream.slice(2) : stream;
  const right = rightFor(deed, isMeta);
  const isSystem = subject.startsWith('$');
  const defaults = defaultsIn(log)[isSystem ? '$systemStreamAcl' : '$userStreamAcl'];
  const allowed =
    log.streams.get(subject)?.metadata.$acl?.[right] ?? defaults?.[right] ?? (isSystem ? FOR_ADMINISTRATORS : FOR_ALL);
  return [allowed].flat().some((role) => role === '$all' || role === username || groups.includes(role));
}

function rightFor(deed: Deed, isMeta: boolean): Right {
  if (deed === 'read') return isMeta ? '$mr' : '$r';
  if (deed === 'write') return isMeta ? '$mw' : '$w';
  return isMeta ? '$mw' : '$d';
}

function defaultsIn(log: Log): Defaults {
  const last = log.streams.get(SETTINGS)?.events.at(-1);
  return last ? (JSON.parse(new TextDecoder().decode(last.data)) as Defaults) : {};
}
