import { Unavailable } from '../event-store.js';

/**
 * `outcome`: whether the call may have been executed. `lasting`: retries are useless. `moved`: the client has moved to
 * another node by itself.
 */
export type Failure = Readonly<{
  outcome: Unavailable['outcome'];
  lasting: boolean;
  moved: boolean;
  message: string;
}>;

/** The deadline of an attempt has passed. */
export class Late extends Error {
  constructor(ms: number) {
    super(`no answer within ${ms} ms`);
    this.name = Late.name;
  }
}

/** The client could not be created from the connection string. No details, because the client's message may contain a password. */
export class NoClient extends Error {
  constructor(cause: unknown) {
    super('a file that EVENTSTOREDB_URL names cannot be read, or one of its options is unknown', { cause });
    this.name = NoClient.name;
  }
}

/** Another call was redirected, and the client has closed the channel. The next call opens one to the leader. */
export class ChannelClosed extends Error {
  constructor() {
    super('the connection was closed before anything was sent');
    this.name = ChannelClosed.name;
  }
}

/** An error after something was sent leaves the outcome unknown. */
export const afterSending = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    throw error instanceof Unavailable ? new Unavailable(error.message, 'unknown', { cause: error }) : error;
  }
};

/** Nothing was sent, or nobody received it. */
const NOT_DISCOVERED = /failed to discover/i;
const NOT_SENT =
  /no connection established|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|name resolution failed|failed to discover/i;

/** Errors that no retry fixes, by the client's `type`, and what an operator can do. */
const LASTING: Readonly<Record<string, string>> = {
  'access-denied':
    'EventStoreDB refuses this user. The user in EVENTSTOREDB_URL needs $r in the ACL of $all, and $r, $w and $mr in the ACL of streams; membership of $ops gives none of these. deploy/eventstoredb-user.mjs makes such a user, and docs/OPERATIONS.md has both ACLs',
  unauthenticated:
    'EventStoreDB does not accept the user or the password in EVENTSTOREDB_URL. Give those of a user that exists; deploy/eventstoredb-user.mjs makes one',
  unsupported: 'This server does not support a required call. EventStoreDB 22.10 or later, or KurrentDB, is required',
};

/** gRPC: PERMISSION_DENIED, UNAUTHENTICATED, UNIMPLEMENTED. The client has no class of its own for the last two. */
const BY_CODE: Readonly<Record<number, keyof typeof LASTING>> = {
  7: 'access-denied',
  16: 'unauthenticated',
  12: 'unsupported',
};

/** gRPC: UNKNOWN, INVALID_ARGUMENT, INTERNAL. The server has answered, and only its words say why it refuses. */
const UNEXPLAINED: readonly unknown[] = [2, 3, 13];
export const isUnexplained = (error: unknown): boolean =>
  UNEXPLAINED.includes((error as { code?: unknown } | null)?.code);

/** The client's type of a known error. Tested by shape, because a class does not cross realms. */
export const typeOf = (error: unknown): string | undefined => (error as { type?: string } | null)?.type;

/** By type, code and message, because the client has no class for many errors. None of these messages contains a secret. */
export const failureOf = (error: unknown): Failure => {
  const { type, code, message = '' } = error as { type?: string; code?: number; message?: string };
  const why = LASTING[BY_CODE[code ?? -1] ?? type ?? ''];
  if (why !== undefined) return { outcome: 'not-written', lasting: true, moved: false, message: why };
  const moved = type === 'not-leader' || error instanceof ChannelClosed;
  const outcome = moved || error instanceof NoClient || NOT_SENT.test(message) ? 'not-written' : 'unknown';
  return { outcome, lasting: false, moved, message: unreachable(causeOf(error)) };
};

/** Where the client names no cause: it has looked for a node of the cluster, and found none. */
export const isNotDiscovered = (error: unknown): boolean => NOT_DISCOVERED.test((error as Error | null)?.message ?? '');

export const unreachable = (cause: string): string => `EventStoreDB cannot be reached: ${cause}`;

const TRUST =
  'tlsCAFile in EVENTSTOREDB_URL has to name the certificate of the authority that has signed the certificate of the server';

/** What an error says, and what to do where it is about a certificate. */
export const causeOf = (error: unknown): string => {
  const message = (error as Error | null)?.message ?? String(error);
  // The client ends its messages with an empty note.
  const text = message.replace(/\s*Resolution note:\s*$/, '');
  return /certificate|altnames/i.test(text) ? `${text.replace(/\.?$/, '.')} ${TRUST}` : text;
};
