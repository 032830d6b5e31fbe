import { Inject, Injectable } from '@nestjs/common';
import { refuseField } from '#domain/decider.js';
import type { RecordedEvent } from '#domain/envelope.js';
import type { Kind, NegotiationId } from '#domain/ids.js';
import { highWater, normalizeMarking, isAtLeast, type Ladder, type Marking, unmarked } from '#domain/marking.js';
import { newMarkingIn } from '#domain/marking-approval.js';
import { markingOf } from '#domain/record-marked.js';
import { type Caller, isCleared } from '../access/caller.js';
import { ABOVE_CLEARANCE, CLEARANCE_MISSING, MARKING_ABOVE_CLEARANCE } from '../access/decision-log.js';
import { LADDER } from '../access/ladder.js';
import { type ResolvedReference, ThingIndex } from '../access/thing-index.js';
import type { FieldError } from '../http/problem.js';
import { type Decision, refuseFields, type Rejection, type RejectionCode, thingUnknown } from './decision.js';
import { rejectUnknownReferences } from './reject-unknown-references.js';

/** A decision about a thing, for a caller. `history` is what the caller may know of the thing. */
type Decided = Readonly<{
  kind: Kind;
  negotiationId: NegotiationId;
  history: readonly RecordedEvent[];
  decision: Decision;
  caller: Caller;
}>;

/** The marking that is stored with the first event of a thing; undefined if it is unmarked, and for later events. */
type Settled = Readonly<{ marking?: Marking }>;

/**
 * No write down: a thing is never marked below what it refers to or belongs to. Raising a marking is always
 * possible. Things that refer to it are then below it, and show only its id to callers who may not see it.
 */
@Injectable()
export class MarkingPolicy {
  constructor(
    private readonly things: ThingIndex,
    @Inject(LADDER) private readonly ladder: Ladder,
  ) {}

  async settle(decided: Decided): Promise<Settled | Rejection> {
    const { kind, negotiationId, history, decision, caller } = decided;
    const whole =
      kind === 'negotiation' ? unmarked(this.ladder) : await this.things.markingOfNegotiation(negotiationId);
    if (!isCleared(this.ladder, caller, whole)) return { ...thingUnknown('negotiation'), denials: [CLEARANCE_MISSING] };

    const { event, references, marking } = decision;
    const resolved = await this.things.resolve(references, negotiationId, caller);
    const { visible } = resolved;
    const changed = newMarkingIn(event);
    if (changed !== undefined) return this.guardNotBelow(decided, changed, visible, whole) ?? {};
    const unknown = rejectUnknownReferences(references, resolved);
    if (unknown) return unknown;
    if (history.length > 0) {
      if (marking !== undefined)
        return refuseField(
          '/marking',
          'marked-already',
          `This ${kind} is already recorded. Leave marking out. To mark the ${kind}, send POST to its URL with /mark.`,
        );
      // Only its own marking counts: that of its negotiation may be lowered again, which would leave it below its references.
      return this.guardNotBelow(decided, markingOf(this.ladder, history), visible) ?? {};
    }
    if (kind === 'grant') return {}; // a grant always has the marking of its negotiation
    if (marking === undefined)
      return this.stored(highWater(this.ladder, [whole, ...visible.map((one) => one.marking)]));
    return (
      this.guardAllowed(caller, marking) ??
      this.guardNotBelow(decided, marking, visible, whole) ??
      this.stored(normalizeMarking(marking))
    );
  }

  /** Nothing is stored for an unmarked thing. */
  private stored(marking: Marking): Settled {
    return JSON.stringify(marking) === JSON.stringify(unmarked(this.ladder)) ? {} : { marking };
  }

  private guardAllowed(caller: Caller, marking: Marking): Rejection | undefined {
    if (!this.ladder.includes(marking.level))
      return refuseField('/marking/level', 'level-unknown', `Unknown level. Use one of ${this.ladder.join(', ')}.`);
    if (isCleared(this.ladder, caller, marking)) return undefined;
    return {
      ...refuseField('/marking', MARKING_ABOVE_CLEARANCE.code, ABOVE_CLEARANCE),
      denials: [MARKING_ABOVE_CLEARANCE],
    };
  }

  private guardNotBelow(
    { kind, history, decision }: Decided,
    own: Marking,
    referred: readonly ResolvedReference[],
    whole?: Marking,
  ): Rejection | undefined {
    const isBelow = (marking: Marking) => !isAtLeast(this.ladder, own, marking);
    const inBody = newMarkingIn(decision.event) === undefined;
    const way =
      !inBody || history.length === 0
        ? `The marking of the ${kind} cannot be lower.`
        : `Raise the marking of this ${kind} first: send POST to its URL with /mark.`;
    const below = (what: string, marking: Marking, pointer: string): FieldError<RejectionCode>[] =>
      isBelow(marking) ? [{ pointer, code: BELOW, detail: `The ${what} is marked ${wordsFor(marking)}. ${way}` }] : [];
    return refuseFields([
      ...referred.flatMap(({ reference: { kind: other, id, pointer }, marking }) =>
        below(`${other} ${id}`, marking, inBody ? pointer : '/marking'),
      ),
      ...(whole === undefined ? [] : below('negotiation', whole, '/marking')),
    ]);
  }
}

const BELOW = 'marked-below-reference';

const wordsFor = ({ level, compartments = [] }: Marking) =>
  compartments.length === 0 ? level : `${level} (${compartments.join(', ')})`;
