import { Unavailable } from '../event-store.js';

/**
 * Whether what was asked may have happened all the same, whether it is of no use to ask again, and whether the client has
 * moved to another node by itself.
 */
export type Failure = Readonly<{
  outcome: Unavailable['outcome'];
  lasting: boolean;
  moved: boolean;
  message: string;
}>;

/** The engine's own deadline has passed. */
export class Late extends Error {
  constructor(ms: number) {
    super(`no answer within ${ms} ms`);
    this.name = Late.name;
  }
}

/** The client could not be made of the connection string. It tells no more, since the words of the client may repeat a password. */
export class NoClient extends Error {
  constructor(cause: unknown) {
    super('a file that EVENTSTOREDB_URL names cannot be read, or one of its options is none', { cause });
    this.name = NoClient.name;
  }
}

/** The client has closed its channel for another call, which found that the leader has moved: the next call opens one to it. */
export class ChannelClosed extends Error {
  constructor() {
    super('the connection was closed before anything was sent');
    this.name = ChannelClosed.name;
  }
}

/** What fails after something was sent says nothing of what became of that. */
export const afterSending = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    throw error instanceof Unavailable ? new Unavailable(error.message, 'unknown', { cause: error }) : error;
  }
};

/** Nothing has left this machine, or nobody was there to take it. */
const NOT_SENT =
  /no connection established|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|name resolution failed|failed to discover/i;

/** What no second try mends: the words of the client's `type`, and what an operator does about it. */
const LASTING: Readonly<Record<string, string>> = {
  'access-denied':
    'EventStoreDB refuses this user. Give a user in EVENTSTOREDB_URL who may read $all and write, such as one of $admins',
  'stream-deleted': 'A stream of the record was deleted on the server. Bring the record back from a backup',
  unsupported: 'This server does not know what was asked of it. EventStoreDB 22.10 or later, or KurrentDB, is needed',
};

/** grpc: PERMISSION_DENIED, UNAUTHENTICATED, UNIMPLEMENTED. The client has no class of its own for the last two. */
const BY_CODE: Readonly<Record<number, keyof typeof LASTING>> = {
  7: 'access-denied',
  16: 'access-denied',
  12: 'unsupported',
};

/** What the client calls an error that it knows. By shape, since a class does not cross realms. */
export const typeOf = (error: unknown): string | undefined => (error as { type?: string } | null)?.type;

/** By type, code and message, since the client has no class for many of its failures, and the words of none tell secrets. */
export const failureOf = (error: unknown): Failure => {
  const { type, code, message = '' } = error as { type?: string; code?: number; message?: string };
  const why = LASTING[type ?? ''] ?? LASTING[BY_CODE[code ?? -1] ?? ''];
  if (why !== undefined) return { outcome: 'not-written', lasting: true, moved: false, message: why };
  const moved = type === 'not-leader' || error instanceof ChannelClosed;
  const outcome = moved || error instanceof NoClient || NOT_SENT.test(message) ? 'not-written' : 'unknown';
  return { outcome, lasting: false, moved, message: `EventStoreDB cannot be reached: ${message}` };
};
