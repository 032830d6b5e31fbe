import * as fc from 'fast-check';
import { Issuer } from '../../test/support/issuer.js';
import { Coverage } from './coverage.js';
import { type Pair, pairs, pairsWith } from './pair.js';
import type { Page, Subject } from './pages.js';
import { type Plan, planOf } from './plan.js';
import { readMoments } from './read-moments.js';
import { readOn } from './read-on.js';
import { firstOf, readAll, recordTwice } from './read-world.js';
import { Recording } from './record-world.js';
import { type Answer, World } from './world.js';

/** The two worlds are used for this many pairs, each in its own negotiation, because a start costs more than a pair. */
const PAIRS_A_WORLD = 20;
const WINDOW_MS = 300_000;

/** Two services, and whether they give a reader the same answers. */
export class Interference {
  private worlds: readonly [World, World] | undefined;
  private issuer: Issuer | undefined;
  /** Of these two worlds. */
  private run = 0;
  private began = 0;
  /** For all pairs so far: what was compared, and the number of hidden things. */
  readonly figures = { pairs: 0, answers: 0, hidden: 0 };

  readonly coverage = new Coverage();

  /** `oneIn`: each pair is asked for one page in so many, in rotation, so that as many pairs ask for all of them. */
  constructor(private readonly oneIn = 1) {}

  /**
   * `turn`: the number of the pair, which decides what it is asked for.
   * @returns the differences between the two worlds for the reader, one per line
   */
  async of(pair: Pair, turn: number): Promise<readonly string[]> {
    const worlds = await this.open();
    const run = this.run++;
    const from = this.began + run * WINDOW_MS;
    const [a, b] = pair.worlds.map((secrets, n) => new Recording(worlds[n]!, 'AB'[n]!, pair, secrets, run, from)) as [
      Recording,
      Recording,
    ];
    const at = (place: number) => new Date(from + place * 1_000).toISOString();
    const end = from + WINDOW_MS - 10_000;
    const read = async (world: World, recording: Recording, plan: Plan, subject: Subject) => {
      const since = await world.place();
      return new Map([
        ...(await readAll(world, plan, subject)),
        ...(await readMoments(world, { run, turn, moments: pair.moments, at, oneIn: this.oneIn })),
        ...(await readOn(world, recording, { run, turn, rounds: pair.rounds, moment: subject.moment, end })),
        ...(await recordTwice(world, run, at(WINDOW_MS / 1_000 - 1))),
        ['notices of what came since', await world.noticesSince(since)],
      ]);
    };
    const early = pair.live ? () => worlds[0].read('/v1/negotiations', 'application/json') : async () => {};
    const [one, other] = await Promise.all([a.all(early), b.all(async () => {})]);
    const hidden = [...new Set([...one.hidden, ...other.hidden])].sort();
    const found = [...differencesOf(one.outcomes, other.outcomes)];
    if (found.length === 0) {
      const { document } = worlds[0];
      const subject = { run, turn, hidden, moment: at(pair.moment), visible: one.visible };
      const plan = planOf(document, subject, this.oneIn, (page) => this.coverage.isOwed(page));
      const [seen, alike] = await Promise.all([read(worlds[0], a, plan, subject), read(worlds[1], b, plan, subject)]);
      found.push(...differing(seen, alike, this.figures));
      const statusOf = (page: Page) => seen.get(firstOf(page))!.status;
      this.coverage.count(document, { all: plan.allPages, asked: plan.pages, statusOf });
    }
    this.figures.pairs++;
    this.figures.hidden += Math.max(one.count, other.count);
    if (found.length > 0 || this.run % PAIRS_A_WORLD === 0) await this.close();
    return found;
  }

  async close(): Promise<void> {
    const { worlds } = this;
    this.worlds = undefined;
    for (const world of worlds ?? []) await world.close();
    await this.issuer?.stop();
    this.issuer = undefined;
  }

  private async open(): Promise<readonly [World, World]> {
    if (this.worlds) return this.worlds;
    this.began = Date.now() - 24 * 3_600_000;
    this.run = 0;
    // From one issuer, because its address is in everything that is recorded.
    this.issuer = await Issuer.start();
    const one = await World.start(this.issuer);
    this.worlds = [one, await World.start(this.issuer, one.document)];
    return this.worlds;
  }
}

/**
 * `from`: the number of the first pair, if there were others before. `hidden`: how many more hidden things one world has. `shrinks`:
 * whether the smallest pair is found, which takes long.
 */
type Checking = Readonly<{
  count: number;
  seed: number;
  from?: number;
  hidden?: number | undefined;
  shrinks?: boolean;
}>;

/** Checks this many pairs, up to the first one whose answers differ. */
export const checkPairs = async (
  interference: Interference,
  { count, seed, from = 0, hidden = 0, shrinks = false }: Checking,
  hear: (figures: Interference['figures']) => void = () => {},
): Promise<fc.RunDetails<[Pair]>> => {
  let turn = from;
  let isShrinking = false;
  return fc.check(
    fc.asyncProperty(hidden === 0 ? pairs : pairsWith(hidden), async (pair) => {
      const wasShrinking = isShrinking;
      // Until this one is known not to differ.
      isShrinking = true;
      const found = await interference.of(pair, turn);
      hear(interference.figures);
      if (found.length > 0) throw new Error(found.slice(0, 5).join('\n'));
      isShrinking = wasShrinking;
      // Smaller pairs are asked for the same as the one that differed.
      if (!isShrinking) turn++;
    }),
    { numRuns: count, seed, endOnFailure: !shrinks },
  );
};

function* differencesOf(one: readonly string[], other: readonly string[]): Generator<string> {
  for (const [n, outcome] of one.entries())
    if (outcome !== other[n]) yield `the record took ${outcome} and ${other[n]}`;
}

function* differing(
  one: ReadonlyMap<string, Answer>,
  other: ReadonlyMap<string, Answer>,
  figures: Interference['figures'],
): Generator<string> {
  for (const asked of new Set([...one.keys(), ...other.keys()])) {
    figures.answers++;
    const [was, is] = [JSON.stringify(one.get(asked)), JSON.stringify(other.get(asked))];
    if (was !== is) yield `${asked}\n  ${around(was, is)}\n  ${around(is, was)}`;
  }
}

/** A text from the place where it differs from another. */
const around = (text: string | undefined = 'nothing', other: string | undefined = 'nothing'): string => {
  let at = 0;
  while (at < text.length && text[at] === other[at]) at++;
  return text.slice(Math.max(0, at - 120), at + 200);
};
