import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Must } from '../engine.js';

/** It contains a password. */
export const URL_SETTING = 'EVENTSTOREDB_URL';

type Check = Readonly<{ fits: (value: string) => boolean; is: string }>;
const NAME: Check = { fits: () => true, is: 'a name' };
const COUNT: Check = { fits: (value) => /^\d{1,9}$/.test(value) && Number(value) > 0, is: 'a positive whole number' };
/** In milliseconds; -1 turns it off. */
const KEEP_ALIVE: Check = { fits: (value) => value === '-1' || COUNT.fits(value), is: `${COUNT.is}, or -1 for never` };
const NODES = ['leader', 'follower', 'read_only_replica', 'random'];

const PEM: Readonly<Record<string, Readonly<{ begins: RegExp; is: string }>>> = {
  tlsCAFile: { begins: /^-----BEGIN (?:TRUSTED )?CERTIFICATE-----/m, is: 'certificate' },
  userCertFile: { begins: /^-----BEGIN CERTIFICATE-----/m, is: 'certificate' },
  userKeyFile: { begins: /^-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/m, is: 'private key' },
};

/**
 * The allowed options and their values. For an unknown option the client would print the whole connection string with the
 * password, for a wrong value only a position, and for a missing file only that.
 */
const OPTIONS: Readonly<Record<string, Check>> = {
  tls: { fits: (value) => value === 'true' || value === 'false', is: 'true or false' },
  tlsCAFile: NAME,
  userCertFile: NAME,
  userKeyFile: NAME,
  connectionName: NAME,
  nodePreference: { fits: (value) => NODES.map(flat).includes(flat(value)), is: NODES.join(', ') },
  maxDiscoverAttempts: COUNT,
  discoveryInterval: COUNT,
  gossipTimeout: COUNT,
  defaultDeadline: COUNT,
  keepAliveInterval: KEEP_ALIVE,
  keepAliveTimeout: KEEP_ALIVE,
};

/** As the client compares it: without case and separators. */
function flat(value: string): string {
  return value.toLowerCase().replace(/[_-]/g, '');
}

/** A colon, an at sign or a slash in a name or a password is percent-encoded: %3A, %40, %2F. */
const CONNECTION = /^esdb(\+discover)?:\/\/(?:([^\s:@/?#,]+:[^\s:@/?#,]+)@)?([^\s@/?#]*)(?:\?([^\s?#]*))?$/;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3})(?::\d{1,5})?$/;
const HOST = /^[a-z\d](?:[a-z\d.-]*[a-z\d])?(?::\d{1,5})?$/i;

/** Undefined if it is not set. No problem contains it. */
export const readConnectionString = (url: string, must: Must): string | undefined => {
  if (url === '') return undefined;
  const [whole, discover, credentials = '', hosts = '', query = ''] = CONNECTION.exec(url) ?? [];
  must(
    whole !== undefined && isDecodable(credentials) && hosts.split(',').every((host) => HOST.test(host)),
    'EVENTSTOREDB_URL is not a connection string. Give esdb://user:password@host:2113, several hosts separated by commas, then ?tls=…. Percent-encode characters of the password other than letters and digits, as in %40.',
  );
  must(
    discover === undefined || !hosts.includes(','),
    'EVENTSTOREDB_URL has several hosts with esdb+discover, which takes one. Give several hosts as esdb://a,b,c.',
  );
  const options = optionsIn(query);
  must(
    query === '' || [...options].every(([key, value]) => Object.hasOwn(OPTIONS, key) && value !== ''),
    `EVENTSTOREDB_URL has an unknown option, or an option without a value. The options are ${Object.keys(OPTIONS).join(', ')}.`,
  );
  for (const [key, value] of options) if (value !== '' && Object.hasOwn(OPTIONS, key)) checkOption(key, value, must);
  must(
    options.has('userCertFile') === options.has('userKeyFile'),
    'EVENTSTOREDB_URL has one of userCertFile and userKeyFile. Give both, or neither.',
  );
  const tls = options.get('tls') ?? 'true';
  for (const [key, value] of options)
    if (value !== '' && Object.hasOwn(PEM, key) && isDecodable(value) && (tls !== 'false' || key !== 'tlsCAFile'))
      checkFile(key, decodeURIComponent(value), must);
  must(
    tls !== 'true' || credentials !== '',
    'EVENTSTOREDB_URL has no user:password@ before its hosts, which TLS requires. Give a user who may read $all.',
  );
  must(
    tls !== 'false' || credentials === '' || hosts.split(',').every((host) => LOOPBACK.test(host)),
    'EVENTSTOREDB_URL has a password and tls=false, so everybody on the way could read it. Remove tls=false, or the user and the password.',
  );
  return url;
};

const optionsIn = (query: string): ReadonlyMap<string, string> =>
  new Map(
    query === ''
      ? []
      : query.split('&').map((pair) => {
          const at = pair.indexOf('=');
          return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
        }),
  );

/** The message does not contain the value: a password with a `?` may look like an option. */
const checkOption = (key: string, value: string, must: Must): void => {
  const { fits, is } = OPTIONS[key]!;
  must(isDecodable(value), `EVENTSTOREDB_URL has a ${key} with an invalid % escape. Write % as %25.`);
  must(fits(value), `EVENTSTOREDB_URL has a wrong ${key}. Give ${is}.`);
};

/** The message has the absolute path, because a path may be relative to an unexpected folder. */
const checkFile = (key: string, path: string, must: Must): void => {
  const { begins, is } = PEM[key]!;
  const file = resolve(path);
  const { text, why } = read(file);
  must(
    text !== undefined,
    `EVENTSTOREDB_URL names the file ${file} as ${key}, but it cannot be read: ${why}. Put the ${is} there, let this user read it, or name the right file.`,
  );
  must(
    text === undefined || begins.test(text),
    `EVENTSTOREDB_URL names the file ${file} as ${key}, but it contains no ${is}. Give one in PEM format, which begins with -----BEGIN.`,
  );
};

const read = (file: string): Readonly<{ text?: string; why?: string }> => {
  try {
    return { text: readFileSync(file, 'latin1') };
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return { why: WHY[code] ?? code };
  }
};
const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
};

const isDecodable = (text: string): boolean => !/%(?![\da-f]{2})/i.test(text);
