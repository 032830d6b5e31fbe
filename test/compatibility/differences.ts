import { type Answer, type Answered, withoutCursor } from './answered.js';

/** One text for each answer that is no longer the same. */
export const differencesOf = (were: readonly Answered[], are: readonly Answer[]): readonly string[] =>
  were.flatMap((was, n) => differenceOf(was, are[n]!) ?? []);

const differenceOf = (was: Answered, is: Answer): string | undefined => {
  const asked = `${was.reader}, ${was.moment}: GET ${was.address} (${was.accept})`;
  if (was.status !== is.status || was.type !== is.type)
    return `${asked}\n  was ${was.status} ${was.type}\n  is  ${is.status} ${is.type} ${is.body.slice(0, MOST)}`;
  const [before, after] = [comparable(was), comparable(is)];
  if (before === after) return undefined;
  if (!was.type?.includes('json')) return `${asked}\n${around(before, after)}`;
  const found = firstDifference(JSON.parse(before), JSON.parse(after), '');
  return found === undefined
    ? `${asked}\n  has the same fields in another order\n${around(before, after)}`
    : `${asked}\n  at ${found.at || '/'}\n  was ${clipped(found.was)}\n  is  ${clipped(found.is)}`;
};

/** RFC 9457: `detail` is for people, and its wording may change. `code` and `errors[].code` are for programs. */
const comparable = ({ type, body }: Answer): string =>
  type?.startsWith('application/problem+json')
    ? JSON.stringify(JSON.parse(body, (field, value: unknown) => (field === 'detail' ? '…' : value)))
    : withoutCursor(withoutMarking(body));

/** The answers that are kept are of a version that did not say how an answer is marked. */
const withoutMarking = (body: string): string =>
  body.replace(/^\{"marking":\{[^}]*\},?/, '{').replace(/^Marking: .*\n\n/, '');

const MOST = 300;
const clipped = (value: unknown) => (JSON.stringify(value) ?? 'nothing').slice(0, MOST);

/** Both texts from shortly before the first difference. */
const around = (was: string, is: string) => {
  let at = 0;
  while (was[at] === is[at]) at++;
  const from = Math.max(0, at - 60);
  return [`  was …${was.slice(from, from + MOST)}`, `  is  …${is.slice(from, from + MOST)}`].join('\n');
};

type Difference = Readonly<{ at: string; was: unknown; is: unknown }>;
/** `at` is a JSON pointer. */
const firstDifference = (was: unknown, is: unknown, at: string): Difference | undefined => {
  if (was === is) return undefined;
  if (!isStructure(was) || !isStructure(is) || Array.isArray(was) !== Array.isArray(is)) return { at, was, is };
  for (const field of new Set([...Object.keys(was), ...Object.keys(is)])) {
    const found = firstDifference(was[field], is[field], `${at}/${field}`);
    if (found !== undefined) return found;
  }
  return undefined;
};
const isStructure = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
