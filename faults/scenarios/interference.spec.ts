import { afterAll, describe, expect, it } from '@jest/globals';
import { checkPairs, Interference } from '../interference/check-pairs.js';
import type { Pair, Secrets } from '../interference/pair.js';

const SEED = 20251027;

const DRAWN = 22;
/** For all that are drawn, on a busy machine. */
const LONGEST_MS = 1_800_000;
const PAIRS = 30;
/** Pairs that follow each other: those that are drawn, those that are kept, and a large one. Over all of them, each page is asked once. */
const interference = new Interference(PAIRS);
afterAll(() => interference.close());

describe('two worlds that differ only in what a reader may not see', () => {
  it(
    'give the reader the same answers, to the byte, on every route',
    async () => {
      const { failed, errorInstance, counterexample } = await checkPairs(interference, { count: DRAWN, seed: SEED });
      expect([failed, errorInstance, counterexample]).toEqual([false, null, null]);
    },
    LONGEST_MS,
  );
});

const NONE: Secrets = { clones: [], acts: [], wavers: false, meanwhile: [], many: 0 };
const ALIKE: Pair = {
  leftOut: [],
  lowered: [],
  raised: [],
  whole: false,
  live: false,
  moment: 60,
  moments: [{ asOf: 90 }, { knownAt: 30 }, { asOf: 100, happenedBy: '2025-10-27' }],
  rounds: [{ remarked: 3 }],
  worlds: [NONE, NONE],
};
/** The indices of the examples' things among those that can be raised: first parties, then people, issues, meetings. */
const [PARTY, ISSUE, MEETING] = [0, 7, 11];
/** The place of the grant among all examples, from the end. */
const GRANT = -2;
const opens = (example: number, at: number) => ({ at, opens: true, example, space: 0, links: 31 });

/** Pairs that differed once, or that are the most likely to differ. */
const KEPT: Readonly<Record<string, Pair>> = {
  'a party that was secret, and is open now': { ...ALIKE, lowered: [PARTY], live: true },
  'an issue and a meeting that were open, are named by what is open, and are raised': {
    ...ALIKE,
    raised: [ISSUE, MEETING],
    worlds: [{ ...NONE, acts: [{ at: 60, thing: 1, act: 'correct' }], wavers: true }, NONE],
  },
  'a negotiation that is raised, and things in it that are open by themselves': { ...ALIKE, whole: true, live: true },
  'a whole secret negotiation, and things in it': {
    ...ALIKE,
    worlds: [{ ...NONE, clones: [0, 1, 3, 8, 10].map((example, n) => opens(example, 70 + n)) }, NONE],
  },
  'a meeting of which one world has approved that it is opened': {
    ...ALIKE,
    worlds: [{ ...NONE, clones: [opens(MEETING + 1, 70)], acts: [{ at: 71, thing: 0, act: 'approve' }] }, NONE],
  },
  'hidden things that are told of and marked while the reader asks again': {
    ...ALIKE,
    raised: [ISSUE],
    rounds: [{ remarked: 3 }, { remarked: 9 }],
    worlds: [
      {
        ...NONE,
        clones: [opens(MEETING, 70)],
        meanwhile: (['tell', 'raise', 'compartment', 'correct', 'secret', 'void'] as const).map((act, n) => ({
          round: n % 2,
          thing: n % 2,
          act,
        })),
      },
      NONE,
    ],
  },
  'a grant for a secret negotiation, which the reader is not cleared for': {
    ...ALIKE,
    live: true,
    worlds: [{ ...NONE, clones: [opens(0, 70), { ...opens(GRANT, 71), opens: false }] }, NONE],
  },
};

describe('a pair of worlds does not differ', () => {
  it.each(Object.entries(KEPT).map(([name, pair], n) => [name, pair, DRAWN + n] as const))(
    'for %s',
    async (_, pair, turn) => {
      expect(await interference.of(pair, turn)).toEqual([]);
    },
  );
});

describe('a world that hides many more things than anybody sees', () => {
  it('gives the reader the same answers as one that hides few', async () => {
    const before = interference.figures.hidden;
    const { failed, errorInstance } = await checkPairs(interference, {
      count: 1,
      seed: SEED,
      from: PAIRS - 1,
      hidden: 500,
    });
    expect([failed, errorInstance]).toEqual([false, null]);
    expect(interference.figures.hidden - before).toBeGreaterThanOrEqual(500);
  });
});

describe('all pairs together', () => {
  it('ask for each page, and have from each route what it is for', () => {
    expect(interference.figures.pairs).toBe(PAIRS);
    expect([interference.coverage.unasked, interference.coverage.unanswered]).toEqual([[], []]);
  });
});
