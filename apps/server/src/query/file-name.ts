import type { Ladder, Marking } from '#domain/marking.js';
import type { ReadRoute } from '#read-models/routes/read-route.js';
import { type AskedMoment, momentText } from './asked-moments.js';
import type { Form } from './forms.js';

/** `moments`: see `momentsIn`. `isPart`: there is more than the file has. */
type FileNameParts = Readonly<{
  moments: readonly AskedMoment[];
  isPart: boolean;
  at: number;
  marking: Marking;
  ladder: Ladder;
}>;

/** Bytes, with the ending. Systems allow 255, and what is downloaded twice gets a number. */
const MOST_BYTES = 200;

/**
 * The header that names an answer as a file: `meetings-2025-10-29-knownAt-2025-10-28-part-secret-trade.csv`, by the list, the day of the answer,
 * the moment that was asked for, and the marking. A file is passed on without its headers, and keeps its name. If it is too long,
 * compartments are left out, and never the level. `filename` is for programs that know Latin letters alone (RFC 6266).
 */
export const contentDisposition = (
  { path }: Pick<ReadRoute, 'path'>,
  { file = '', isShown }: Pick<Form, 'file' | 'isShown'>,
  { moments, isPart, at, marking: { level, compartments = [] }, ladder }: FileNameParts,
): string => {
  const list = path
    .split('/')
    .findLast((part) => !part.startsWith(':'))!
    .replace(/\.\w+$/, '');
  const about = [
    list,
    new Date(at).toISOString().slice(0, 10),
    ...moments.map(momentText),
    ...(isPart ? ['part'] : []),
  ].map(latin);
  const plain = named([...about, latinLevel(level, ladder)], compartments.map(latin), file);
  const told = named([...about, cut(allowed(level))], compartments.map(allowed), file);
  return `${isShown ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${encoded(told)}`;
};

/** The name with as many compartments as it has room for. */
const named = (parts: readonly string[], compartments: readonly string[], extension: string): string => {
  const name = (some: readonly string[]) => `${[...parts, ...some].join('-')}.${extension}`;
  let most = compartments.length;
  const withMost = () => name(most === compartments.length ? compartments : [...compartments.slice(0, most), 'etc']);
  while (most > 0 && Buffer.byteLength(withMost()) > MOST_BYTES) most -= 1;
  return withMost();
};

/** What every system takes in the name of a file. */
const latin = (text: string): string => text.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 60);
/** A level by its place, `level-3` of the lowest and two more, if its letters would be lost. */
const latinLevel = (level: string, ladder: Ladder): string =>
  /^[A-Za-z0-9][A-Za-z0-9 _-]*$/.test(level) ? latin(level) : `level-${ladder.indexOf(level) + 1}`;

/** But for what some system takes for a part of a path or for a command, or does not show. */
const allowed = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[\s\p{Cc}\p{Cf}/\\:*?"<>|%]+/gu, '-')
    .replace(/^\.+/, '-');
const cut = (text: string): string => Array.from(text).slice(0, 30).join('');
const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
