import type { Clearance, Ladder } from '#domain/marking.js';
import { isPrivate } from './login.js';
import { isNetwork } from './limits.js';
import { isWithin, type Must, type Setting } from './setting.js';

/** What is sent or fetched without a token. */
export type PushConfig = Readonly<{
  /** The address of the service for its users, without a slash at the end. Undefined: paths are told. */
  publicUrl: string | undefined;
  /** Nothing above it is sent or fetched without a token, whatever its owner may see. */
  clearance: Clearance;
  /** Hosts and networks that webhooks may be sent to although they are not on the internet. */
  webhookAllow: Readonly<{ hosts: readonly string[]; networks: readonly string[] }>;
  /** Seconds before each retry of a webhook. */
  webhookRetries: readonly number[];
}>;

export const PUSH_SETTINGS = [
  {
    name: 'PUBLIC_URL',
    fallback: '',
    help: 'address of the service for its users, as https://…: the beginning of the addresses of feeds, and of the links in webhooks; unset: these are paths',
  },
  {
    name: 'PUSH_CLEARANCE',
    fallback: '',
    help: 'the most that feeds and webhooks may show, whatever their owners may see: a level, and after it compartments, separated by slashes, such as restreint / trade; unset: the lowest level',
  },
  {
    name: 'WEBHOOK_ALLOW',
    fallback: '',
    help: 'hosts by name, and addresses or networks, that webhooks may be sent to although they are not on the internet, also by http, separated by commas; unset: none',
  },
  {
    name: 'WEBHOOK_RETRY_SECONDS',
    fallback: '5,300,1800,7200,18000,36000,50400,72000,86400',
    help: 'seconds before each retry of a webhook, separated by commas; after the last one, the message is a dead letter',
  },
] as const satisfies readonly Setting[];

export const readPush = (
  text: (name: (typeof PUSH_SETTINGS)[number]['name']) => string,
  ladder: Ladder,
  must: Must,
): PushConfig => {
  const publicUrl = text('PUBLIC_URL');
  must(
    publicUrl === '' || (isPrivate(publicUrl) && !/[?#]/.test(publicUrl)),
    `PUBLIC_URL is "${publicUrl}". Give the address at which users reach the service, with https. http is allowed for loopback addresses only.`,
  );
  const [level = '', ...compartments] = text('PUSH_CLEARANCE')
    .split('/')
    .map((part) => part.trim());
  must(
    (level === '' && compartments.length === 0) || ladder.includes(level),
    `PUSH_CLEARANCE begins with "${level}". Begin with one of MARKING_LEVELS: ${ladder.join(', ')}.`,
  );
  must(!compartments.includes(''), 'PUSH_CLEARANCE has an empty compartment. Name one after each slash.');
  const allowed = listed(text('WEBHOOK_ALLOW'));
  for (const one of allowed)
    must(
      isNetwork(one) || HOST.test(one),
      `WEBHOOK_ALLOW has "${one}". Give hosts by name, like hooks.internal, and addresses or networks, like 10.0.0.7 or 10.0.0.0/8.`,
    );
  const retries = listed(text('WEBHOOK_RETRY_SECONDS'));
  must(
    retries.length > 0 && retries.length <= 50 && retries.every((one) => isWithin(one, 1, 604_800)),
    `WEBHOOK_RETRY_SECONDS is "${text('WEBHOOK_RETRY_SECONDS')}". Give 1 to 50 numbers of seconds from 1 to 604800, separated by commas.`,
  );
  return {
    webhookAllow: {
      hosts: allowed.filter((one) => !isNetwork(one)).map((host) => host.toLowerCase()),
      networks: allowed.filter(isNetwork),
    },
    webhookRetries: retries.map(Number),
    publicUrl: publicUrl.replace(/\/+$/, '') || undefined,
    clearance: { level: level || ladder[0], compartments: [...new Set(compartments)].toSorted() },
  };
};

/** Names have a letter, so that a mistyped address is none. */
const HOST = /^(?=.*[a-z])[a-z\d-]+(?:\.[a-z\d-]+)*$/i;

const listed = (text: string): readonly string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
