import { isCorrection, voidedIn } from '#domain/correction.js';
import { deciders } from '#domain/deciders.js';
import { type Effective, effective, isFact } from '#domain/effective.js';
import { type EventId, type Kind, thingOf } from '#domain/ids.js';
import type { Marking } from '#domain/marking.js';
import { approvalInForce, isApproval, newMarkingIn } from '#domain/marking-approval.js';
import { isMarking } from '#domain/record-marked.js';
import { datesAsEdtf } from '#domain/world-date.js';
import { accountOf } from '../attribution.js';
import type { Fact, LoggedEvent, Numbered } from '../../projection/read-model.js';
import { sentenceOf } from '../timeline/event-sentences.js';
import { type Line, line, spelt, thingName } from '../timeline/wording.js';
import type { EventBeside, EventPage } from './event-schemas.js';

/** A part of an answer whose title still lacks the names of things. */
export type Worded<T> =
  T extends Readonly<{ title: string }>
    ? { readonly [Name in keyof T]: Name extends 'title' ? Line : Worded<T[Name]> }
    : T extends readonly (infer Item)[]
      ? readonly Worded<Item>[]
      : T;

type Audit = NonNullable<EventPage['audit']>;
/** `audit`: what auditors alone may know of an event. */
type Options = Readonly<{ audit: ((event: LoggedEvent) => Audit) | undefined }>;

/** The most events of each kind beside the event. */
const MOST = 100;

/**
 * The page of an event: what it says, with its corrections, and what else was recorded about it. `history` is the stream of its thing
 * in the order of the log, as far as it is shown.
 */
export const eventPage = (
  history: readonly LoggedEvent[],
  id: string,
  { audit }: Options,
): Worded<Omit<EventPage, 'names'>> | undefined => {
  const event = history.find((one) => one.id === id);
  if (event === undefined) return undefined;
  const told = new Telling(history);
  const { kind, id: thingId } = thingOf(event.stream);
  const shown = told.inEffect(event) ?? { ...event, correctedBy: [] };
  const of = told.targetOf(event);
  const facts = history.filter((one) => isFact<Fact>(one));
  const place = facts.findIndex((one) => one.id === id);
  const [before, after] = place < 0 ? [undefined, undefined] : [facts[place - 1], facts[place + 1]];
  const voidedBy = told.voidingOf(event);
  return {
    negotiationId: event.metadata.negotiationId,
    kind: kind as EventPage['kind'],
    thingId,
    ...told.beside(event),
    ...(voidedBy !== undefined && { voidedBy: voidedBy.id }),
    data: datesAsEdtf(shown.data) as EventPage['data'],
    ...accountOf(shown as never),
    ...(shown.correctedBy.length > 0 && {
      asRecorded: {
        data: datesAsEdtf(event.data) as EventPage['data'],
        ...accountOf({ ...event, correctedBy: [] } as never),
      },
    }),
    ...(of && { corrects: told.beside(of) }),
    corrections: history
      .filter((one) => told.targetOf(one) === event)
      .slice(-MOST)
      .map((one) => told.beside(one)),
    markings: history
      .filter((one) => isMarking(one) || isApproval(one))
      .slice(-MOST)
      .map((one) => told.beside(one)),
    ...(before && { follows: told.beside(before) }),
    ...(after && { followedBy: told.beside(after) }),
    ...(audit && { audit: audit(event) }),
  };
};

/** What a history says of its events. */
class Telling {
  private readonly self;
  private readonly effective: ReadonlyMap<string, Numbered<Effective<Fact>>>;
  private readonly opening: Fact | undefined;
  private readonly voided: ReadonlySet<EventId>;

  constructor(private readonly history: readonly LoggedEvent[]) {
    const { kind, id } = thingOf(history[0]!.stream);
    const { events } = effective<Fact>(history);
    this.self = thingName(kind, id);
    this.effective = new Map(events.map((event) => [event.id, event as Numbered<Effective<Fact>>]));
    this.opening = openingOf(kind, [...events, ...history.filter((event) => isFact<Fact>(event))]);
    this.voided = voidedIn(history);
  }

  /** The fact as it is in effect, with its corrections. */
  inEffect(event: LoggedEvent): Numbered<Effective<Fact>> | undefined {
    return this.effective.get(event.id);
  }

  /** The event that an event corrects or voids. */
  targetOf(event: LoggedEvent): LoggedEvent | undefined {
    return isCorrection(event) ? this.history.find(({ id }) => id === event.data.eventId) : undefined;
  }

  /** The voiding of an event that is in effect. */
  voidingOf({ id }: LoggedEvent): LoggedEvent | undefined {
    if (!this.voided.has(id)) return undefined;
    return this.history.findLast(
      (one) => one.type === 'RecordVoided' && one.data.eventId === id && !this.voided.has(one.id),
    );
  }

  /** An event beside others: what it is, and who recorded it when. */
  beside(event: LoggedEvent): Worded<EventBeside> {
    const { id, type, metadata } = event;
    const { reason } = event.data as Readonly<{ reason?: string }>;
    return {
      eventId: id,
      type,
      title: this.titleOf(event),
      recordedAt: metadata.recordedAt,
      recordedBy: metadata.recordedBy.name,
      ...(!isFact<Fact>(event) && reason !== undefined && { reason }),
      inEffect: this.counts(event),
    };
  }

  /** A correction counts as long as it is not voided; of markings, the last; an approval until the next event of the thing. */
  private counts(event: LoggedEvent): boolean {
    if (isMarking(event)) return this.history.findLast((one) => isMarking(one)) === event;
    if (isApproval(event)) return approvalInForce(this.history)?.id === event.id;
    return isCorrection(event) ? !this.voided.has(event.id) : this.effective.has(event.id);
  }

  private titleOf(event: LoggedEvent): Line {
    const marking = newMarkingIn(event);
    if (isMarking(event)) return line`${this.self} marked ${inWords(marking!)}`;
    if (isApproval(event))
      return marking === undefined
        ? line`Approval of a lower marking of ${this.self} withdrawn`
        : line`${this.self} approved to be marked ${inWords(marking)}`;
    if (isCorrection(event)) {
      const target = this.targetOf(event);
      const what = event.type === 'RecordVoided' ? 'Voided' : 'Corrected';
      return line`${what}: ${target && this.titleOf(target)}`;
    }
    return sentenceOf(this.inEffect(event) ?? event, { self: this.self, opening: this.opening });
  }
}

const openingOf = (kind: Kind, facts: readonly Fact[]): Fact | undefined => {
  const { opening, records } = deciders[kind];
  return opening === undefined ? undefined : facts.find(({ type }) => type === records[opening]);
};

const inWords = ({ level, compartments = [] }: Marking): string => [spelt(level), ...compartments].join(' / ');
