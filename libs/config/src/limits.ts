import { isIP } from 'node:net';
import { isWithin, type Must, numbersFrom } from './setting.js';

/** Limits on what clients may send. */
export type Limits = Readonly<{
  /** Per caller. 0: no limit. Undefined: the default, which depends on whether there is a login. */
  requestsPerMinute: number | undefined;
  /** Rejected tokens per address. */
  failedLoginsPerMinute: number;
  maxConnections: number;
  /** 0: no limit. Undefined: the default, which depends on whether there is a login. */
  connectionsPerAddress: number | undefined;
  /** Undefined: half of the connections. */
  noticeStreams: number | undefined;
  /** 0: no limit. Undefined: the default, which depends on whether there is a login. */
  noticeStreamsPerCaller: number | undefined;
  /** The time in which a request must arrive. */
  requestSeconds: number;
  /** The time that a request waits for the log, in all its calls. */
  logSeconds: number;
  /** Megabytes for the bodies of all requests that are not answered yet. */
  bodyMemory: number;
  /** Seconds over which repeated refusals are counted in the log output. 0: each has a line. */
  refusalLogSeconds: number;
  /** Addresses and networks whose X-Forwarded-For and X-Forwarded-Proto are trusted. */
  trustedProxies: readonly string[];
}>;

export const LIMIT_SETTINGS = [
  {
    name: 'RATE_LIMIT_PER_MINUTE',
    fallback: '',
    help: 'requests per minute and caller, for each instance; 0: no limit; unset: 6000 with login, no limit without',
  },
  {
    name: 'FAILED_LOGINS_PER_MINUTE',
    fallback: '60',
    help: 'rejected tokens per minute and address, and as many keys of feeds that are unknown; further ones are refused until the minute is over',
  },
  {
    name: 'MAX_CONNECTIONS',
    fallback: '1000',
    help: 'concurrent connections; further ones are dropped',
  },
  {
    name: 'MAX_CONNECTIONS_PER_ADDRESS',
    fallback: '',
    help: 'concurrent connections from one address, or one /64 network for IPv6, except TRUSTED_PROXIES; 0: no limit; unset: a tenth of MAX_CONNECTIONS with login, no limit without',
  },
  {
    name: 'MAX_NOTICE_STREAMS',
    fallback: '',
    help: 'concurrent streams of notices, each of which holds a connection; fewer than MAX_CONNECTIONS; 0: none; unset: half of MAX_CONNECTIONS',
  },
  {
    name: 'MAX_NOTICE_STREAMS_PER_CALLER',
    fallback: '',
    help: 'concurrent streams of notices of one caller; 0: no limit; unset: 20 with login, no limit without',
  },
  {
    name: 'REQUEST_TIMEOUT_SECONDS',
    fallback: '30',
    help: 'time limit for receiving a request, in seconds; a response that the client does not read is aborted after four times as long',
  },
  {
    name: 'LOG_TIMEOUT_SECONDS',
    fallback: '10',
    help: 'seconds that a request waits in all, for the log, the views or a past moment; after that it is answered with 503',
  },
  {
    name: 'BODY_MEMORY_MB',
    fallback: '64',
    help: 'megabytes for the bodies of all requests at a time; above it, those over 64 kB are refused (503)',
  },
  {
    name: 'REFUSAL_LOG_SECONDS',
    fallback: '10',
    help: 'seconds over which refusals that are alike are counted in one line of the log output, after the first; 0: a line for each',
  },
  {
    name: 'TRUSTED_PROXIES',
    fallback: '',
    help: 'addresses or networks of proxies whose X-Forwarded-For and X-Forwarded-Proto headers are trusted, separated by commas',
  },
] as const;

/** `text` returns a setting, `must` reports a problem. */
export const readLimits = (text: (name: (typeof LIMIT_SETTINGS)[number]['name']) => string, must: Must): Limits => {
  const { number, limit } = numbersFrom(text, must);
  const proxies = text('TRUSTED_PROXIES')
    .split(',')
    .map((proxy) => proxy.trim())
    .filter((proxy) => proxy !== '');
  for (const proxy of proxies)
    must(isNetwork(proxy), `TRUSTED_PROXIES has "${proxy}". Give addresses or networks, like 10.0.0.7 or 10.0.0.0/8.`);
  const maxConnections = number('MAX_CONNECTIONS', 'connections', 1, 999_999);
  const streams = text('MAX_NOTICE_STREAMS');
  must(
    streams === '' || isWithin(streams, 0, maxConnections - 1),
    `MAX_NOTICE_STREAMS is "${streams}". Give a number of streams below MAX_CONNECTIONS (${text('MAX_CONNECTIONS')}), so that some are left for requests; or 0 for none.`,
  );
  return {
    requestsPerMinute: limit('RATE_LIMIT_PER_MINUTE', 'requests', 9_999_999),
    failedLoginsPerMinute: number('FAILED_LOGINS_PER_MINUTE', '', 1, 9_999_999),
    maxConnections,
    connectionsPerAddress: limit('MAX_CONNECTIONS_PER_ADDRESS', 'connections', 999_999),
    noticeStreams: streams === '' ? undefined : Number(streams),
    noticeStreamsPerCaller: limit('MAX_NOTICE_STREAMS_PER_CALLER', 'streams', 999_999),
    requestSeconds: number('REQUEST_TIMEOUT_SECONDS', 'seconds', 1, 9_999),
    logSeconds: number('LOG_TIMEOUT_SECONDS', 'seconds', 1, 600),
    bodyMemory: number('BODY_MEMORY_MB', 'megabytes', 8, 99_999),
    refusalLogSeconds: number('REFUSAL_LOG_SECONDS', 'seconds', 0, 3_600),
    trustedProxies: proxies,
  };
};

/** An address, or a network in CIDR notation. */
export const isNetwork = (text: string): boolean => {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  // A network of all addresses would let every client forge its own.
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
};
