import { isCorrection, voidedIn } from '#domain/correction.js';
import { deciders } from '#domain/deciders.js';
import { type Effective, isFact } from '#domain/effective.js';
import { type EventId, type Kind, thingOf } from '#domain/ids.js';
import type { Marking } from '#domain/marking.js';
import { approvalInForce, isApproval, newMarkingIn } from '#domain/marking-approval.js';
import { isMarking } from '#domain/record-marked.js';
import type { Fact, LoggedEvent, Numbered } from '../../projection/read-model.js';
import { thingFrom } from '../../projection/thing.js';
import type { Act, Title } from '../timeline/title.js';
import { type About, titleOf, UnnamedTitle } from '../timeline/unnamed-title.js';
import { line, spelt, thingName } from '../timeline/wording.js';
import type { EventBeside } from './event-schemas.js';

/** A part of an answer whose title still lacks the names of things. */
export type Worded<T> =
  T extends Readonly<{ title: Title }>
    ? { readonly [Name in keyof T]: Name extends 'title' ? UnnamedTitle : Worded<T[Name]> }
    : T extends readonly (infer Item)[]
      ? readonly Worded<Item>[]
      : T;

/** What a history says of its events. */
export class Telling {
  private readonly about: About;
  private readonly events: ReadonlyMap<EventId, LoggedEvent>;
  private readonly effective: ReadonlyMap<string, Numbered<Effective<Fact>>>;
  private readonly voided: ReadonlySet<EventId>;

  constructor(private readonly history: readonly LoggedEvent[]) {
    const { kind, stream, events } = thingFrom(history);
    this.events = new Map(history.map((event) => [event.id, event]));
    this.effective = new Map(events.map((event) => [event.id, event]));
    const facts = [...events, ...history.filter((event) => isFact<Fact>(event))];
    this.about = { self: stream, opening: openingOf(kind, facts) };
    this.voided = voidedIn(history);
  }

  /** The fact as it is in effect, with its corrections. */
  inEffect(event: LoggedEvent): Numbered<Effective<Fact>> | undefined {
    return this.effective.get(event.id);
  }

  /** The event that an event corrects or voids. */
  targetOf(event: LoggedEvent): LoggedEvent | undefined {
    return isCorrection(event) ? this.events.get(event.data.eventId) : undefined;
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

  /** What a voiding is about in the end: to void a voiding is to restore that. */
  private chainOf(event: LoggedEvent): Readonly<{ voidings: number; voided: LoggedEvent | undefined }> {
    let voided: LoggedEvent | undefined = event;
    let voidings = 0;
    for (; voided?.type === 'RecordVoided'; voidings += 1) voided = this.targetOf(voided);
    return { voidings, voided };
  }

  private titleOf(event: LoggedEvent): UnnamedTitle {
    if (isMarking(event) || isApproval(event)) return this.titleOfMarking(event);
    if (!isCorrection(event)) return titleOf(this.inEffect(event) ?? event, this.about);
    const { voidings, voided } = this.chainOf(event);
    if (event.type === 'RecordCorrected') return this.acted('Corrected', 'title.corrected', this.targetOf(event));
    return voidings % 2 === 1
      ? this.acted('Voided', 'title.voided', voided)
      : this.acted('Restored', 'title.restored', voided);
  }

  private acted(english: string, act: Act, target: LoggedEvent | undefined): UnnamedTitle {
    const told = target === undefined ? new UnnamedTitle([], this.about, () => ({})) : this.titleOf(target);
    return told.under(line`${english}: `, (said) => ({ ...said, acts: [act, ...(said.acts ?? [])] }));
  }

  private titleOfMarking(event: LoggedEvent): UnnamedTitle {
    const { kind, id } = thingOf(this.about.self);
    const named = thingName(kind, id);
    const to = newMarkingIn(event);
    if (to === undefined)
      return new UnnamedTitle(
        line`Approval of a lower marking of ${named} withdrawn`,
        this.about,
        ({ self: thing }) => ({ message: { id: 'title.approvalWithdrawn', parameters: { thing } } }),
      );
    const message = isMarking(event) ? 'title.marked' : 'title.approved';
    return new UnnamedTitle(
      isMarking(event) ? line`${named} marked ${inWords(to)}` : line`${named} approved to be marked ${inWords(to)}`,
      this.about,
      ({ self: thing }) => ({ message: { id: message, parameters: { thing, marking: inWords(to) } } }),
    );
  }
}

const openingOf = (kind: Kind, facts: readonly Fact[]): Fact | undefined => {
  const { opening, records } = deciders[kind];
  return opening === undefined ? undefined : facts.find(({ type }) => type === records[opening]);
};

const inWords = ({ level, compartments = [] }: Marking): string => [spelt(level), ...compartments].join(' / ');
