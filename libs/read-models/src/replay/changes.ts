import { isCorrection, voidedIn } from '#domain/correction.js';
import { deciders } from '#domain/deciders.js';
import { isFact, fieldsOf } from '#domain/effective.js';
import { type Kind, thingOf, type ThingRef } from '#domain/ids.js';
import { datesAsEdtf, type Day } from '#domain/world-date.js';
import { briefAccountOf } from '../models/attribution.js';
import type { Cause, Change, FactRef, WhyNot } from './change.js';
import { type PageSnapshots, goesByDay } from './page-snapshot.js';
import { differences, isSame, pointerOf, valueAt } from './differences.js';
import { thingFrom } from '../projection/thing.js';
import type { Fact, LoggedEvent, Thing } from '../projection/read-model.js';

/** The events of one thing that count at a moment, in the order of the log, and the day by which its page is judged. */
export type Seen = Readonly<{ chosen: readonly LoggedEvent[]; day: Day }>;
export type Comparison = Readonly<{
  from: Seen;
  to: Seen;
  pages: Pick<PageSnapshots, 'of'>;
  /** Why an event of the first moment does not count at the second. */
  whyNot: (event: LoggedEvent) => WhyNot;
  /** The number of events that may be processed to find the cause. */
  most?: number;
}>;
/** `ordinal`: the event that the change is listed with; the end of the log if there is none. */
export type Placed = Readonly<{ ordinal: number; change: Change }>;

const END = Number.MAX_SAFE_INTEGER;

/** The differences of one thing, of which something counts at one of two moments at least. */
export const changesOf = (comparison: Comparison): readonly Placed[] => {
  const { from, to } = comparison;
  const { kind, id } = thingOf((from.chosen[0] ?? to.chosen[0])!.stream);
  const isSameHistory =
    from.chosen.length === to.chosen.length && from.chosen.every((event, i) => event === to.chosen[i]);
  if (isSameHistory && (from.day === to.day || !goesByDay(kind))) return [];
  return new Changes(kind, id, comparison).all();
};

type Turn = Readonly<{ change: 'added' | 'removed' | 'voided' | 'restored'; step: Step }>;

class Changes {
  private readonly found: Placed[] = [];
  private readonly way: Way;
  private readonly before: State;
  private readonly after: State;
  private readonly thing: ThingRef;

  constructor(
    kind: Kind,
    id: string,
    private readonly comparison: Comparison,
  ) {
    this.thing = { kind, id };
    this.way = new Way(comparison);
    this.before = this.way.at(0);
    this.after = this.way.at(this.way.length);
  }

  all(): readonly Placed[] {
    const own = this.compareThing();
    this.compareFacts(own);
    const shown = [this.before, this.after].filter(({ standing }) => standing === 'present');
    if (shown.some((state) => state.page() === undefined))
      this.found.push({ ordinal: END, change: this.withoutPage() });
    else if (shown.length === 2) this.comparePage();
    return this.found;
  }

  /** @returns the events that added, removed or voided the thing itself */
  private compareThing(): ReadonlySet<Step> {
    const turns = this.turnsOf(
      ({ standing }) => standing,
      ({ first }) => first,
    );
    for (const { change, step } of turns)
      this.add(
        { change, ...this.values(change, (state) => (state.standing === 'present' ? state.page() : undefined)) },
        step,
      );
    return new Set(turns.map(({ step }) => step));
  }

  /** `own`: the steps that are already reported for the thing. */
  private compareFacts(own: ReadonlySet<Step>): void {
    const facts = [...new Set([...this.before.facts, ...this.after.facts])].toSorted((a, b) => a.ordinal - b.ordinal);
    for (const event of facts) {
      const fact = this.factRef(event);
      const turns = this.turnsOf(
        (state) => state.standingOf(event),
        () => event,
      );
      for (const { change, step } of turns)
        if (typeof step === 'string' || !own.has(step))
          this.add(
            { change, fact, ...this.values(change, (state) => state.telling(event) ?? datesAsEdtf(fieldsOf(event))) },
            step,
          );

      const [before, after] = [this.before.telling(event), this.after.telling(event)];
      if (before !== undefined && after !== undefined)
        for (const { path, ...values } of differences(before, after))
          this.add(
            { change: 'corrected', fact, field: pointerOf(path), ...values },
            this.way.stepTo((state) => valueAt(state.telling(event), path)),
          );
    }
  }

  private comparePage(): void {
    for (const { path, ...values } of differences(this.before.page(), this.after.page()))
      this.add(
        { change: 'changed', field: pointerOf(path), ...values },
        this.way.stepTo((state) => valueAt(state.page(), path)),
      );
  }

  /** What became of a thing, or of a fact, and by which steps. `opening` is what it comes and goes with. */
  private turnsOf(standingIn: (state: State) => Standing, opening: (state: State) => LoggedEvent): readonly Turn[] {
    const [was, is] = [standingIn(this.before), standingIn(this.after)];
    if (was === is) return [];
    const turns: Turn[] = [];
    if (was === 'absent') turns.push({ change: 'added', step: opening(this.after) });
    if (is === 'absent') turns.push({ change: 'removed', step: opening(this.before) });
    if (is === 'voided') turns.push({ change: 'voided', step: this.way.stepTo(standingIn) });
    if (was === 'voided' && is === 'present') turns.push({ change: 'restored', step: this.way.stepTo(standingIn) });
    return turns;
  }

  private values(change: Turn['change'], show: (state: State) => unknown): Pick<Change, 'before' | 'after'> {
    return change === 'added' || change === 'restored'
      ? defined({ after: show(this.after) })
      : defined({ before: show(this.before) });
  }

  private withoutPage(): Change {
    return { change: 'changed', thing: this.thing, by: null, because: 'its page cannot be made' };
  }

  private add({ change, fact, ...rest }: Omit<Change, 'thing' | 'by'>, step: Step): void {
    const head = { change, thing: this.thing, ...defined({ fact }), ...rest };
    this.found.push({
      ordinal: typeof step === 'string' ? END : step.ordinal,
      change: { ...head, ...this.causeOf(step) },
    });
  }

  private causeOf(step: Step): Pick<Change, 'by' | 'because' | 'without'> {
    const { from, to, whyNot } = this.comparison;
    if (step === TIME) return { by: null, because: to.day > from.day ? 'time passed' : 'time had not passed yet' };
    if (step === MANY) return { by: null, because: 'too much was told to say by which event' };
    if (this.way.countsInTheEnd(step)) return { by: this.account(step) };
    return { by: null, because: whyNot(step), without: this.account(step) };
  }

  private account(event: LoggedEvent): Cause {
    const counting = this.after.counting(event) ?? this.before.counting(event);
    const brief = briefAccountOf(counting ?? ({ ...event, correctedBy: [] } as never));
    const reason = isCorrection(event) ? { reason: event.data.reason } : {};
    return { ordinal: event.ordinal, type: event.type, ...brief, ...reason };
  }

  private factRef(event: LoggedEvent): FactRef {
    const { eventId, type, occurredOn } = this.account(event);
    return { eventId, type, ...defined({ occurredOn }) };
  }
}

const defined = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;

/** An event that is added or removed between two moments; only the passing of time; or one event of too many. */
type Step = LoggedEvent | typeof TIME | typeof MANY;
const TIME = 'time';
const MANY = 'many';

/**
 * The number of steps that are checked one by one, from the end. With more steps, a field that was restored and changed
 * again may be attributed to an earlier step.
 */
const ONE_BY_ONE = 64;
/** The limit for the steps of one thing, in events: they are processed again for each step that is checked. */
const MOST = 400_000;

/**
 * The way of a thing from one moment to another, step by step: what counts no longer goes, the last first; time passes;
 * what counts newly comes, in the order of the log.
 */
class Way {
  private readonly steps: readonly (LoggedEvent | typeof TIME)[];
  private readonly all: readonly LoggedEvent[];
  private readonly states = new Map<number, State>();
  private readonly counting: ReadonlySet<LoggedEvent>;
  private readonly oneByOne: number;
  private left: number;

  constructor(private readonly comparison: Comparison) {
    const { from, to } = comparison;
    const [old, now] = [new Set(from.chosen), new Set(to.chosen)];
    this.counting = now;
    this.all = [...new Set([...from.chosen, ...to.chosen])].toSorted((a, b) => a.ordinal - b.ordinal);
    this.left = Math.floor((comparison.most ?? MOST) / this.all.length);
    this.oneByOne = Math.min(ONE_BY_ONE, Math.floor(this.left / 4));
    this.steps = [
      ...from.chosen.filter((event) => !now.has(event)).toReversed(),
      ...(from.day === to.day ? [] : ([TIME] as const)),
      ...to.chosen.filter((event) => !old.has(event)),
    ];
  }

  get length(): number {
    return this.steps.length;
  }

  countsInTheEnd(event: LoggedEvent): boolean {
    return this.counting.has(event);
  }

  /** The thing after so many steps. */
  at(count: number): State {
    const known = this.states.get(count);
    if (known) return known;
    const { from, to, pages } = this.comparison;
    const counting = new Set<Step>(from.chosen);
    let { day } = from;
    for (const step of this.steps.slice(0, count))
      if (step === TIME) day = to.day;
      else if (!counting.delete(step)) counting.add(step);
    const state = new State(
      this.all.filter((event) => counting.has(event)),
      day,
      pages,
    );
    this.states.set(count, state);
    return state;
  }

  /** The last step by which something has come to stand as it does at the end. It does not stand so at the start. */
  stepTo(look: (state: State) => unknown): Step {
    const end = look(this.at(this.length));
    let [notThere, there] = [0, this.length];
    while (there - notThere > 1) {
      const next = this.length - there < this.oneByOne ? there - 1 : Math.floor((there + notThere) / 2);
      if (!this.states.has(next) && this.left-- <= 0) return MANY;
      if (isSame(look(this.at(next)), end)) there = next;
      else notThere = next;
    }
    return this.steps[there - 1]!;
  }
}

type Standing = 'absent' | 'present' | 'voided';

/** One thing at a moment. Each part is made on first use. */
class State {
  private readonly here: ReadonlySet<LoggedEvent>;
  private readonly thing = once(() => thingFrom(this.history));
  private readonly voided = once(() => voidedIn(this.history));
  private readonly counts = once(
    () => new Map(this.history.length === 0 ? [] : this.thing().events.map((event) => [event.id, event])),
  );
  readonly facts: readonly LoggedEvent[];
  readonly page = once(() => (this.history.length === 0 ? {} : this.pages.of(this.thing(), this.day)));

  constructor(
    private readonly history: readonly LoggedEvent[],
    private readonly day: Day,
    private readonly pages: Pick<PageSnapshots, 'of'>,
  ) {
    this.here = new Set(history);
    this.facts = history.filter((event) => isFact<Fact>(event));
  }

  /** A thing without an opening event is voided if all its facts are. */
  get standing(): Standing {
    if (this.history.length === 0) return 'absent';
    return this.thing().standing === 'present' ? 'present' : 'voided';
  }

  /** What opened it; where nothing does, the first that counts. */
  get first(): LoggedEvent {
    const [opening] = this.history;
    if (deciders[this.thing().kind].opening !== undefined) return opening!;
    return this.facts.find((event) => this.standingOf(event) === 'present') ?? opening!;
  }

  standingOf(event: LoggedEvent): Standing {
    if (!this.here.has(event)) return 'absent';
    return this.voided().has(event.id) ? 'voided' : 'present';
  }

  /** A fact as it counts; undefined if it does not count. */
  counting({ id }: LoggedEvent): Thing['events'][number] | undefined {
    return this.counts().get(id);
  }

  /** A fact with its data and its circumstances. */
  telling(event: LoggedEvent): unknown {
    const counting = this.counting(event);
    return counting && datesAsEdtf(fieldsOf(counting));
  }
}

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};
