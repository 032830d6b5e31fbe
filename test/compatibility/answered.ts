import { setTimeout as sleep } from 'node:timers/promises';
import type { Issuer } from '../support/issuer.js';
import type { Process } from '../support/process.js';
import { END, LATER, type Person, setClock, tokenOf } from './served.js';

/** A person with a login, or `local`: anybody at a service without a login. */
export type Reader = Person | 'local';
/** The name of the moment of a question whose address has no `asOf`, `knownAt` or `happenedBy`. */
export const NOW = 'now';
/** `moment` is a name for the moment in the address. */
export type Question = Readonly<{ moment: string; address: string; accept: string }>;
export type Answer = Readonly<{ status: number; type: string | null; body: string }>;
export type Answered = Question & Answer & Readonly<{ reader: Reader }>;

const AT_ONCE = 6;
const [TRIES, PAUSE_MS] = [300, 50] as const;

/**
 * Asks about now with the clock at the end of the record, and about the past with the clock a year later. The clock of a
 * service never goes back, so each service can answer only once.
 */
export const answersTo = async (
  questions: readonly (Question & Readonly<{ reader: Reader }>)[],
  service: Process,
  issuer: Issuer,
): Promise<readonly Answer[]> => {
  const answers: Answer[] = [];
  const readers = [...new Set(questions.map(({ reader }) => reader))];
  const asks = new Map(
    await Promise.all(readers.map(async (reader) => [reader, await asking(reader, service, issuer)] as const)),
  );
  const askAll = async (areOfNow: boolean) => {
    const waiting = questions.entries();
    const askInTurn = async () => {
      for (const [n, question] of waiting)
        if ((question.moment === NOW) === areOfNow) answers[n] = await asks.get(question.reader)!(question);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, askInTurn));
  };
  await setClock(service, END);
  await askAll(true);
  await setClock(service, LATER);
  await askAll(false);
  return answers;
};

/** Asks as this reader. */
export const asking = async (
  reader: Reader,
  { url }: Process,
  issuer: Issuer,
): Promise<(question: Question) => Promise<Answer>> => {
  const login = reader === 'local' ? {} : { authorization: `Bearer ${await tokenOf(issuer, reader)}` };
  return ({ address, accept }) => answerTo(`${url}${address}`, { accept, ...login });
};

const answerTo = async (url: string, headers: Readonly<Record<string, string>>): Promise<Answer> => {
  for (let tries = 0; ; tries++) {
    const response = await fetch(url, { headers });
    const body = await response.text();
    // The service is still preparing views or a moment of the past.
    const isEarly = response.status === 503 && response.headers.has('retry-after');
    if (!isEarly || tries === TRIES)
      return { status: response.status, type: response.headers.get('content-type'), body };
    await sleep(PAUSE_MS);
  }
};

/** @throws with the answer, unless it is a 200 */
export const bodyAt = async <T>(url: string, headers: Readonly<Record<string, string>> = {}): Promise<T> => {
  const { status, body } = await answerTo(url, headers);
  if (status !== 200) throw new Error(`${url}: ${status} ${body}`);
  return JSON.parse(body) as T;
};

/** Cursors are encrypted with a random nonce, so two are never the same. */
const CURSOR = /(?<="next":"|with after=)[\w-]+/;
export const cursorIn = ({ body }: Answer): string | undefined => CURSOR.exec(body)?.[0];
export const withoutCursor = (body: string) => body.replace(CURSOR, '…');
