import type { Clearance, Ladder } from '#domain/marking.js';
import { isPrivate } from './login.js';
import type { Must, Setting } from './setting.js';

/** What is sent or fetched without a token. */
export type PushConfig = Readonly<{
  /** The address of the service for its users, without a slash at the end. Undefined: paths are told. */
  publicUrl: string | undefined;
  /** Nothing above it is sent or fetched without a token, whatever its owner may see. */
  clearance: Clearance;
}>;

export const PUSH_SETTINGS = [
  {
    name: 'PUBLIC_URL',
    fallback: '',
    help: 'address of the service for its users, as https://…: the beginning of the addresses of feeds; unset: these are paths',
  },
  {
    name: 'PUSH_CLEARANCE',
    fallback: '',
    help: 'the most that feeds may show, whatever their owners may see: a level, and after it compartments, separated by slashes, such as restreint / trade; unset: the lowest level',
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
  return {
    publicUrl: publicUrl.replace(/\/+$/, '') || undefined,
    clearance: { level: level || ladder[0], compartments: [...new Set(compartments)].toSorted() },
  };
};
