import type { Document } from '../../test/support/examples.js';
import { isPreconditioned } from '../../test/support/examples.js';
import type { Command } from './commands.js';
import { valuesInTurn } from './filters.js';
import { idsOfKind, type Page, type Subject, UNKNOWN } from './pages.js';
import { idIn, TALKS } from './pair.js';
import type { Plan } from './plan.js';
import type { Answer, Asking, World } from './world.js';

const MOST_PAGES = 60;
const AT_ONCE = 4;
/** Who asks the same, before or after the reader: somebody who sees more, as much, or less. */
const OTHERS: readonly Readonly<{ who: Asking; comes: 'before' | 'after' }>[] = [
  { who: 'chief', comes: 'before' },
  { who: 'bea', comes: 'after' },
  { who: 'ada', comes: 'before' },
  { who: 'ada', comes: 'after' },
];

/** The answers to a reader, by their requests. */
type Answers = Map<string, Answer>;

/**
 * Every answer to a limited reader that is planned: GET routes, now and in the past, page by page, and each page
 * again by its ETag; the first page for others too; its headers only; lists by their filters; and refusals.
 */
export const readAll = async (world: World, plan: Plan, subject: Subject): Promise<ReadonlyMap<string, Answer>> => {
  const answers: Answers = new Map();
  const { pages } = plan;
  const readOne = (page: Page, n: number) =>
    page.filter === undefined
      ? readPages(world, page, OTHERS[(subject.turn + n) % OTHERS.length]!, answers)
      : readFiltered(world, page, subject, answers);
  for (let i = 0; i < pages.length; i += AT_ONCE)
    await Promise.all(pages.slice(i, i + AT_ONCE).map((page, n) => readOne(page, i + n)));
  await readRefusals(world, plan, subject.turn, answers);
  for (const { address, body } of plan.trials)
    answers.set(`dry run of ${address} ${JSON.stringify(body)}`, await world.tried(address, body));
  return answers;
};

/** How the first answer to a page is called. */
export const firstOf = ({ address, accept }: Pick<Page, 'address' | 'accept'>): string => `${accept} ${address} page 1`;

const readPages = async (
  world: World,
  { address, accept }: Page,
  other: (typeof OTHERS)[number],
  answers: Answers,
): Promise<void> => {
  const first = firstOf({ address, accept });
  const readAs = async (who: Asking) => {
    const { answer } = await world.read(address, accept, who);
    if (who !== 'chief') answers.set(`${first} for ${who}`, answer);
  };
  let next: string | undefined;
  for (let page = 1; page === 1 || next !== undefined; page++) {
    if (page > MOST_PAGES) throw new Error(`${address} has no end`);
    const after = next === undefined ? '' : `${address.includes('?') ? '&' : '?'}after=${next}`;
    const asked = page === 1 ? first : `${accept} ${address} page ${page}`;
    // In rotation: whoever comes first makes what is kept.
    if (page === 1 && other.comes === 'before') await readAs(other.who);
    const read = await world.read(`${address}${after}`, accept);
    answers.set(asked, read.answer);
    if (read.etag !== undefined)
      answers.set(`${asked} again`, await world.readAgain(`${address}${after}`, accept, read.etag));
    if (page === 1 && other.comes === 'after') await readAs(other.who);
    if (page === 1 && !address.includes('?'))
      answers.set(`HEAD ${asked}`, await world.readHead(address, accept, read.etag));
    ({ next } = read);
  }
};

/** A page without its filter, then with a value that occurs in it, and with one that does not. */
const readFiltered = async (
  world: World,
  { address, accept, filter }: Page,
  { run, turn, hidden }: Subject,
  answers: Answers,
): Promise<void> => {
  const read = async (asked: string) => {
    const { answer } = await world.read(asked, accept);
    answers.set(firstOf({ address: asked, accept }), answer);
    return answer.body;
  };
  const known = {
    text: await read(address),
    idsOf: (kind: string | undefined) => idsOf(world.document, { run, hidden }, kind),
    streams: [...hidden, `meeting-${UNKNOWN}`],
  };
  for (const value of valuesInTurn(filter!, known, turn))
    await read(`${address}${address.includes('?') ? '&' : '?'}${filter!.name}=${encodeURIComponent(value)}`);
};

/** The ids of a kind of things, or of all: of those that were shared, of hidden ones, and one that nothing has. */
const idsOf = (
  document: Document,
  { run, hidden }: Pick<Subject, 'run' | 'hidden'>,
  kind: string | undefined,
): readonly string[] => [
  ...idsOfKind(document, kind).map((id) => idIn(run, 'shared', id)),
  ...hidden
    .filter((stream) => kind === undefined || stream.startsWith(`${kind}-`))
    .map((stream) => stream.slice(stream.indexOf('-') + 1)),
  UNKNOWN,
];

const readRefusals = async (world: World, { refusals }: Plan, turn: number, answers: Answers): Promise<void> => {
  const refuse = async ({ address, body }: Command, headers?: Readonly<Record<string, string>>, time = 1) =>
    answers.set(
      `POST ${address} ${JSON.stringify([body, headers])} time ${time}`,
      await world.refused(address, body, headers),
    );
  for (const one of refusals) await refuse(one);
  const preconditioned = inTurn(
    refusals.filter(({ route }) => isPreconditioned(route)),
    turn,
  );
  if (preconditioned) await refuse(preconditioned, { 'if-match': '"0"' });
  const any = inTurn(refusals, turn);
  if (!any) return;
  for (const time of [1, 2]) await refuse(any, { 'if-match': '*', 'idempotency-key': `"refused ${turn}"` }, time);
  const parts = [any, preconditioned ?? any, refusals[0]!].map(({ address, body }) => ({
    path: address,
    body,
    ifMatch: '*',
  }));
  await refuse({ address: '/v1/batches', body: parts }, {});
};

const inTurn = <T>(all: readonly T[], turn: number): T | undefined => all[turn % all.length];

/** The facts that the reader may record, with a key, each sent twice. */
export const recordTwice = async (world: World, run: number, at: string): Promise<ReadonlyMap<string, Answer>> => {
  const address = `/v1/negotiations/${idIn(run, 'shared', TALKS)}/issues`;
  const body = { id: idIn(run, 'shared', 'what the reader records'), title: 'Licences' };
  const record = () => world.recordAsReader(address, body, { 'idempotency-key': `"taken ${run}"` }, at);
  return new Map([
    ['recorded', await record()],
    ['recorded again', await record()],
  ]);
};
