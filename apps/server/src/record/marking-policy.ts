import { Inject, Injectable } from '@nestjs/common';
import type { RecordedEvent } from '#domain/envelope.js';
import type { Kind, NegotiationId } from '#domain/ids.js';
import { highWater, normalizeMarking, isAtLeast, type Ladder, type Marking, unmarked } from '#domain/marking.js';
import { isMarking, markingOf } from '#domain/record-marked.js';
import { ABOVE_CLEARANCE, isCleared } from '../access/cleared.js';
import { type Asker, CLEARANCE_MISSING, MARKING_ABOVE_CLEARANCE } from '../access/decision-log.js';
import { LADDER } from '../access/ladder.js';
import { type FieldError, Problem } from '../http/problem.js';
import type { Telling } from './decision.js';
import { ThingIndex, type Referred } from '../access/thing-index.js';

/** What is to be recorded of a thing, by whom. `history` is what the caller may know of it. */
type Recording = Readonly<{
  kind: Kind;
  negotiationId: NegotiationId;
  history: readonly RecordedEvent[];
  telling: Telling;
  asker: Asker;
}>;

/**
 * No write down: a thing is never marked below what it refers to or belongs to. Raising it is urgent and always
 * possible; what refers to it is then below it, and shows its id and nothing more to those who may not see it.
 */
@Injectable()
export class MarkingPolicy {
  constructor(
    private readonly existence: ThingIndex,
    @Inject(LADDER) private readonly ladder: Ladder,
  ) {}

  /** Whether a caller may know of the thing that this is all the history of. */
  async isShown({ caller, refused }: Asker, history: readonly RecordedEvent[]): Promise<boolean> {
    const [first] = history;
    if (first === undefined || caller.clearance === undefined) return true;
    const { negotiationId } = first.metadata;
    const isShown = await this.existence.isShown(caller, { negotiationId, marking: markingOf(this.ladder, history) });
    if (!isShown) refused(CLEARANCE_MISSING);
    return isShown;
  }

  /**
   * What the first event of a thing says of how secret it is; undefined where it is open to all, and for any later event.
   * @throws Problem 422 that points to each reference that is unknown, or more secret than the thing
   */
  async settle(recording: Recording): Promise<Marking | undefined> {
    const { kind, negotiationId, history, telling, asker } = recording;
    const whole =
      kind === 'negotiation' ? unmarked(this.ladder) : await this.existence.markingOfNegotiation(negotiationId);
    if (!isCleared(this.ladder, asker.caller, whole)) {
      asker.refused(CLEARANCE_MISSING);
      throw new Problem(404, 'negotiation-unknown', 'No negotiation with this id is recorded.');
    }

    const { message, references, marking } = telling;
    if (isMarking(message)) {
      const { shown } = await this.existence.among(references, negotiationId, asker.caller);
      this.assertNotBelow(recording, message.data.marking, shown, whole);
      return undefined;
    }
    const referred = await this.existence.demand(references, negotiationId, asker);
    if (history.length > 0) {
      if (marking !== undefined)
        throw markingProblem(
          'marked-already',
          `This ${kind} is on record. Leave marking out, or mark the ${kind} itself: POST its address with /mark.`,
        );
      // By its own marking alone: that of its negotiation may be lowered again, and would leave it below what it refers to.
      this.assertNotBelow(recording, markingOf(this.ladder, history), referred);
      return undefined;
    }
    if (kind === 'grant') return undefined; // as secret as its negotiation, whatever that comes to be
    if (marking === undefined) return this.kept(highWater(this.ladder, [whole, ...referred.map((one) => one.marking)]));
    this.assertAllowed(asker, marking);
    this.assertNotBelow(recording, marking, referred, whole);
    return this.kept(normalizeMarking(marking));
  }

  /** Nothing is kept where a thing is open to all. */
  private kept(marking: Marking): Marking | undefined {
    return JSON.stringify(marking) === JSON.stringify(unmarked(this.ladder)) ? undefined : marking;
  }

  private assertAllowed({ caller, refused }: Asker, marking: Marking) {
    if (!this.ladder.includes(marking.level))
      throw markingProblem('level-unknown', `The levels here are ${this.ladder.join(', ')}.`, '/marking/level');
    if (isCleared(this.ladder, caller, marking)) return;
    refused(MARKING_ABOVE_CLEARANCE);
    throw markingProblem(MARKING_ABOVE_CLEARANCE.code, ABOVE_CLEARANCE);
  }

  private assertNotBelow(
    { kind, history, telling }: Recording,
    own: Marking,
    referred: readonly Referred[],
    whole?: Marking,
  ) {
    const isBelow = (marking: Marking) => !isAtLeast(this.ladder, own, marking);
    const inBody = !isMarking(telling.message);
    const way =
      !inBody || history.length === 0
        ? `The ${kind} cannot be marked lower than that.`
        : `Mark this ${kind} so first: POST its address with /mark.`;
    const errors = [
      ...referred
        .filter(({ marking }) => isBelow(marking))
        .map(({ reference: { kind: other, id, pointer }, marking }): FieldError => {
          const detail = `The ${other} ${id} is marked ${wordsFor(marking)}. ${way}`;
          return { pointer: inBody ? pointer : '/marking', code: BELOW, detail };
        }),
      ...(whole !== undefined && isBelow(whole)
        ? [{ pointer: '/marking', code: BELOW, detail: `The negotiation is marked ${wordsFor(whole)}. ${way}` }]
        : []),
    ];
    if (errors.length > 0)
      throw new Problem(422, BELOW, errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join(' '), { errors });
  }
}

const BELOW = 'marked-below-reference';

const markingProblem = (code: string, detail: string, pointer = '/marking') =>
  new Problem(422, code, detail, { errors: [{ pointer, code, detail }] });

const wordsFor = ({ level, compartments = [] }: Marking) =>
  compartments.length === 0 ? level : `${level} (${compartments.join(', ')})`;
