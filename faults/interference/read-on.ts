import { idIn, type Round, TALKS } from './pair.js';
import { pagesWithPast } from './read-moments.js';
import type { Recording } from './record-world.js';
import type { Answer, Read, World } from './world.js';

/** Pages of the present in each round, in rotation, besides the lists over negotiations, the trail and a past moment. */
const PAGES_A_ROUND = 3;
const JSON_TYPE = 'application/json';

/** `turn`: the number of the pair. `moment`: an instant in between. `end`: ms since 1970, after all. */
type ReadingOn = Readonly<{ run: number; turn: number; rounds: readonly Round[]; moment: string; end: number }>;

/**
 * Pages that were read before, asked again and by their ETags: while hidden things are marked and told of, after that, after a
 * thing that all see was hidden, and after it was shown again.
 */
export const readOn = async (
  world: World,
  recording: Recording,
  { run, turn, rounds, moment, end }: ReadingOn,
): Promise<ReadonlyMap<string, Answer>> => {
  const answers = new Map<string, Answer>();
  for (const [n, round] of rounds.entries()) {
    const addresses = addressesOf(world, turn + n, { run, moment });
    const seen = new Map<string, Read>();
    const ask = async (address: string, when: string) => {
      const asked = `${address}, round ${n}, ${when}`;
      const read = await world.read(address, JSON_TYPE);
      answers.set(asked, read.answer);
      const { etag } = seen.get(address) ?? read;
      if (etag !== undefined) answers.set(`${asked}, by its ETag`, await world.readAgain(address, JSON_TYPE, etag));
      seen.set(address, seen.get(address) ?? read);
    };
    const askAll = async (when: string) => {
      for (const address of addresses) await ask(address, when);
    };
    const at = end + n * 100;
    await askAll('before');
    await Promise.all([recording.goOn(n, at), ...addresses.map((address) => ask(address, 'meanwhile'))]);
    await askAll('after');
    if (!(await recording.remark(round, HIDDEN, at + 50))) continue;
    await askAll('while something is hidden');
    await recording.remark(round, SHOWN, at + 60);
    await askAll('when it is shown again');
  }
  return answers;
};

/** Nothing hidden has a higher marking. A thing cannot be marked lower than what it names, which differs between the worlds. */
const HIDDEN = { level: 'tres-secret', compartments: ['trade'] };
const SHOWN = { level: 'public' };

const addressesOf = (
  { document }: World,
  turn: number,
  { run, moment }: Pick<ReadingOn, 'run' | 'moment'>,
): readonly string[] => {
  const pages = pagesWithPast(document, run);
  const talks = idIn(run, 'shared', TALKS);
  const inTurn = Array.from({ length: PAGES_A_ROUND }, (_, n) => pages[(turn * 7 + n) % pages.length]!);
  return [
    ...inTurn,
    '/v1/negotiations',
    `/v1/audit/trail?negotiationId=${talks}&limit=20`,
    `/v1/negotiations/${talks}/statements?q=controls`,
    `/v1/negotiations/${talks}/timeline?asOf=${moment}`,
  ];
};
