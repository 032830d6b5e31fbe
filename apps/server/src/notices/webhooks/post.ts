import { lookup as lookUpHere } from 'node:dns/promises';
import { Resolver } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { isIP, isIPv6 } from 'node:net';
import { type AddressPolicy, bare } from './addresses.js';

const DNS_MS = 5_000;

/** Why a message was not delivered, in words for its owner. `isGone`: the receiver wants no more (410). */
export type Outcome = Readonly<
  { isDelivered: true } | { isDelivered: false; cause: string; isGone?: boolean; waitSeconds?: number }
>;

/** Finds the addresses of a host. */
export type Resolve = (host: string, signal: AbortSignal) => Promise<readonly string[]>;

/**
 * Names of internal networks are often in a file of this machine alone. The others are asked of the DNS without the threads of the
 * system, of which there are four: a name server that hangs would hold up reads of files.
 */
export const resolveBy =
  (policy: Pick<AddressPolicy, 'isNamed'>): Resolve =>
  async (host, signal) => {
    if (policy.isNamed(host)) return (await lookUpHere(host, { all: true })).map(({ address }) => address);
    const resolver = new Resolver({ timeout: DNS_MS, tries: 1 });
    const cancel = () => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    const found = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    signal.removeEventListener('abort', cancel);
    return found.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  };

type Message = Readonly<{
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  ms: number;
  stop: AbortSignal;
}>;

/**
 * Sends one message. The addresses of its host are checked, each of them, and the connection is made to one of these: a name that
 * leads elsewhere a moment later (DNS rebinding) leads nowhere. A redirection is a failure, wherever it leads.
 */
export const post = async (message: Message, policy: AddressPolicy, resolve: Resolve): Promise<Outcome> => {
  const signal = AbortSignal.any([AbortSignal.timeout(message.ms), message.stop]);
  try {
    const url = new URL(message.url);
    const addresses = await within(signal, addressesOf(bare(url.hostname), resolve, signal));
    const isPermitted = addresses.length > 0 && addresses.every((address) => policy.permits(url.hostname, address));
    if (!isPermitted || (url.protocol === 'http:' && !policy.isNamed(url.hostname))) return failed(NOT_PERMITTED);
    return outcomeOf(await within(signal, send(url, addresses, message, signal)));
  } catch (error) {
    if (message.stop.aborted) throw error;
    return failed(signal.aborted ? `There was no answer within ${message.ms / 1_000} s.` : reasonOf(error));
  }
};

/** The same whether a name is unknown or leads inside, so that nobody can list the names of an internal network. */
const NOT_PERMITTED =
  'No address on the internet is known for this host, or the address is not https. Check its name. An administrator can allow others with WEBHOOK_ALLOW.';

const addressesOf = async (host: string, resolve: Resolve, signal: AbortSignal): Promise<readonly string[]> =>
  isIP(host) === 0 ? resolve(host, signal) : [host];

type Answered = Readonly<{ status: number; retryAfter: string | undefined }>;

/** What the receiver answers is not read beyond its status. */
const send = (url: URL, addresses: readonly string[], message: Message, signal: AbortSignal): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const { request, Agent } = url.protocol === 'http:' ? http : https;
    const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
    const lookup = (_host: string, options: { all?: boolean }, done: (...of: unknown[]) => void) =>
      options.all === true ? done(null, found) : done(null, found[0]!.address, found[0]!.family);
    const sent = request(
      url,
      {
        method: 'POST',
        headers: { ...message.headers, 'content-length': Buffer.byteLength(message.body) },
        // No proxy of the environment, and no connection that was made before the addresses were checked.
        agent: new Agent({ keepAlive: false }),
        lookup: lookup as never,
        signal,
      },
      ({ statusCode: status = 0, headers }) => {
        resolve({ status, retryAfter: headers['retry-after'] });
        sent.destroy();
      },
    );
    // Without a listener, Node closes the connection of a 101 without a word.
    sent.on('upgrade', ({ statusCode: status = 0 }, socket) => {
      socket.destroy();
      resolve({ status, retryAfter: undefined });
    });
    sent.on('error', reject);
    sent.on('close', () => reject(new Error('closed without an answer')));
    sent.end(message.body);
  });

const outcomeOf = ({ status, retryAfter }: Answered): Outcome => {
  if (status >= 200 && status < 300) return { isDelivered: true };
  const waitSeconds = secondsIn(retryAfter);
  const wait = waitSeconds === undefined ? {} : { waitSeconds };
  if (status === 410) return failed('The receiver wants no more (410).', { isGone: true });
  if (status >= 300 && status < 400)
    return failed(`The receiver redirects (${status}), which is not followed. Change the address.`);
  return failed(`The receiver answered with ${status}.`, wait);
};

/** Of `Retry-After`, which is a number of seconds or an HTTP date. */
const secondsIn = (retryAfter = ''): number | undefined => {
  if (/^\d{1,6}$/.test(retryAfter)) return Number(retryAfter);
  const at = /^[A-Z][a-z]{2}, .* GMT$/.test(retryAfter) ? Date.parse(retryAfter) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - Date.now()) / 1_000));
};

const failed = (cause: string, more: object = {}): Outcome => ({ isDelivered: false, cause, ...more });

/** The code of a system error, and no more: messages name addresses of a network that the owner may not know. */
const reasonOf = (error: unknown): string => {
  const { code } = error as { code?: unknown };
  return `The receiver cannot be reached${typeof code === 'string' ? ` (${code})` : ''}.`;
};

const within = async <T>(signal: AbortSignal, work: Promise<T>): Promise<T> => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const end = () => reject(signal.reason as Error);
  if (signal.aborted) end();
  signal.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([work, late]);
  } finally {
    signal.removeEventListener('abort', end);
  }
};
