import { isCorrection, voidedIn } from '#domain/correction.js';
import { deciders } from '#domain/deciders.js';
import { isFact, fieldsOf } from '#domain/effective.js';
import { type Kind, thingOf } from '#domain/ids.js';
import { datesAsEdtf, type Day } from '#domain/world-date.js';
import { briefAccountOf } from '../models/attribution.js';
import { aboutOf } from './about.js';
import type { Cause, Change, FactRef, WhyNot } from './change.js';
import { isUnsaid } from './events-as-of.js';
import { fieldHolder, inEffect, voidingHolder } from './holders.js';
import { type PageSnapshots, goesByDay } from './page-snapshot.js';
import { differences, isSame, pointerOf, valueAt } from './differences.js';
import { thingFrom } from '../projection/thing.js';
import type { Fact, LoggedEvent, Thing } from '../projection/read-model.js';

/** The events of one thing that are shown at a moment, in the order of the log, and the day by which its page is judged. */
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

/** An event, and those beside it. `at`: the event that the change is listed with, if it is another one. */
type Told = Readonly<{ step: Step; at?: Step; others?: readonly LoggedEvent[] }>;
type Turn = Told & Readonly<{ change: 'added' | 'removed' | 'voided' | 'restored' }>;

class Changes {
  private readonly found: Placed[] = [];
  private readonly way: Way;
  private readonly wayInEffect: Way | undefined;
  private readonly before: State;
  private readonly after: State;
  private readonly head: Pick<Change, 'thing' | 'about'>;

  constructor(
    kind: Kind,
    id: string,
    private readonly comparison: Comparison,
  ) {
    this.way = Way.between(comparison);
    this.before = this.way.at(0);
    this.after = this.way.at(this.way.length);
    const about = aboutOf(kind, this.after.told ?? this.before.told);
    this.head = { thing: { kind, id }, ...defined({ about }) };
    // Without corrections, the last event that changed a field holds its value.
    if (comparison.to.chosen.some(isCorrection)) this.wayInEffect = Way.with(this.after.inEffect(), comparison);
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
    const { opening } = this.after;
    const turns = this.turnsOf(
      ({ standing }) => standing,
      ({ first }) => first,
      opening,
    );
    for (const { change, step, ...beside } of turns)
      this.add(
        { change, ...this.values(change, (state) => (state.standing === 'present' ? state.page() : undefined)) },
        step,
        beside,
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
        event,
      );
      for (const { change, step, ...beside } of turns)
        if (typeof step === 'string' || !own.has(step))
          this.add(
            { change, fact, ...this.values(change, (state) => state.telling(event) ?? datesAsEdtf(fieldsOf(event))) },
            step,
            beside,
          );

      const [before, after] = [this.before.telling(event), this.after.telling(event)];
      if (before !== undefined && after !== undefined)
        for (const { path, ...values } of differences(before, after)) {
          const look = (state: State) => valueAt(state.telling(event), path);
          const holder = fieldHolder(this.after.inEffect(), event, path[0]!);
          this.addField({ change: 'corrected', fact, field: pointerOf(path), ...values }, look, () => holder);
        }
    }
  }

  private comparePage(): void {
    for (const { path, ...values } of differences(this.before.page(), this.after.page())) {
      const look = (state: State) => valueAt(state.page(), path);
      this.addField({ change: 'changed', field: pointerOf(path), ...values }, look, (step) =>
        this.wayInEffect === undefined ? step : this.wayInEffect.stepTo(look),
      );
    }
  }

  /** A field is told with the event that holds its value, which is not always the last one that changed it. */
  private addField(
    change: Omit<Change, 'thing' | 'about' | 'by'>,
    look: (state: State) => unknown,
    holderAfter: (step: LoggedEvent) => Step | undefined,
  ): void {
    const step = this.way.stepTo(look)!;
    if (typeof step === 'string' || !this.way.countsInTheEnd(step)) return this.add(change, step);
    const holder = holderAfter(step) ?? step;
    const others = this.way.turningSteps(look).filter((event) => event !== holder);
    this.add(change, holder, { at: step, others: typeof holder === 'string' ? [] : others });
  }

  /** What became of a thing, or of a fact, and by which steps. `opening` is what it comes and goes with. */
  private turnsOf(
    standingIn: (state: State) => Standing,
    opening: (state: State) => LoggedEvent,
    voidable: LoggedEvent | undefined,
  ): readonly Turn[] {
    const [was, is] = [standingIn(this.before), standingIn(this.after)];
    if (was === is) return [];
    const turns: Turn[] = [];
    if (was === 'absent') turns.push({ change: 'added', step: opening(this.after) });
    if (is === 'absent') turns.push({ change: 'removed', step: opening(this.before) });
    if (is === 'voided') turns.push({ change: 'voided', ...this.voiding(standingIn, voidable, true) });
    if (was === 'voided' && is === 'present')
      turns.push({ change: 'restored', ...this.voiding(standingIn, voidable, false) });
    return turns;
  }

  /** The voiding in effect may be an old one, which the voiding of its own voiding has restored. That one is told beside it. */
  private voiding(standingIn: (state: State) => Standing, voidable: LoggedEvent | undefined, isVoided: boolean): Told {
    const step = this.way.stepTo(standingIn)!;
    if (typeof step === 'string' || !this.way.countsInTheEnd(step) || voidable === undefined) return { step };
    const holder = voidingHolder(this.comparison.to.chosen, voidable, isVoided);
    if (holder === undefined || holder === step) return { step };
    return { step: holder, at: step, others: this.way.turningSteps(standingIn).filter((event) => event !== holder) };
  }

  private values(change: Turn['change'], show: (state: State) => unknown): Pick<Change, 'before' | 'after'> {
    return change === 'added' || change === 'restored'
      ? defined({ after: show(this.after) })
      : defined({ before: show(this.before) });
  }

  private withoutPage(): Change {
    return { change: 'changed', ...this.head, by: null, because: 'its page cannot be made' };
  }

  private add(
    { change, fact, ...rest }: Omit<Change, 'thing' | 'about' | 'by'>,
    step: Step,
    { at = step, others = [] }: Omit<Told, 'step'> = {},
  ): void {
    const head = { change, ...this.head, ...defined({ fact }), ...rest };
    const beside = others.length === 0 ? {} : { alsoTouchedBy: others.map((event) => this.account(event)) };
    this.found.push({
      ordinal: typeof at === 'string' ? END : at.ordinal,
      change: { ...head, ...this.causeOf(step), ...beside },
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
    const { eventId, type, occurredOn, occurredTime } = this.account(event);
    return { eventId, type, ...defined({ occurredOn, occurredTime }) };
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

/** A way of a thing from a start to an end, step by step. */
class Way {
  private readonly states = new Map<number, State>();
  private readonly all: readonly LoggedEvent[];
  /** For an opening event that is told at one end, and only names the thing at the other: what it is there. */
  private readonly names: ReadonlyMap<LoggedEvent, LoggedEvent>;
  private readonly counting: ReadonlySet<Step>;
  private readonly pages: Comparison['pages'];
  private readonly oneByOne: number;
  private left: number;

  private constructor(
    private readonly start: Seen,
    private readonly steps: readonly (LoggedEvent | typeof TIME)[],
    private readonly end: Seen,
    { pages, most = MOST }: Comparison,
  ) {
    this.pages = pages;
    this.counting = new Set(end.chosen);
    this.names = namesBeside(start.chosen, end.chosen);
    this.all = [...new Set([...start.chosen, ...end.chosen])].toSorted((a, b) => a.ordinal - b.ordinal);
    this.left = Math.floor(most / this.all.length);
    this.oneByOne = Math.min(ONE_BY_ONE, Math.floor(this.left / 4));
  }

  /** From one moment to another: what counts no longer goes, the last first; time passes; what counts newly comes, in the order of the log. */
  static between(comparison: Comparison): Way {
    const { from, to } = comparison;
    // An opening event that names the thing at one end comes or goes there in the step of the one that tells of it.
    const names = new Set(namesBeside(from.chosen, to.chosen).values());
    const [old, now] = [new Set([...from.chosen, ...names]), new Set([...to.chosen, ...names])];
    const steps = [
      ...from.chosen.filter((event) => !now.has(event)).toReversed(),
      ...(from.day === to.day ? [] : ([TIME] as const)),
      ...to.chosen.filter((event) => !old.has(event)),
    ];
    return new Way(from, steps, to, comparison);
  }

  /** From nothing, with these events alone. */
  static with(events: readonly LoggedEvent[], comparison: Comparison): Way {
    const { day } = comparison.to;
    return new Way({ chosen: [], day }, events, { chosen: events, day }, comparison);
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
    const counting = new Set<Step>(this.start.chosen);
    let { day } = this.start;
    const turn = (event: LoggedEvent) => counting.delete(event) || counting.add(event);
    for (const step of this.steps.slice(0, count))
      if (step === TIME) day = this.end.day;
      else for (const event of [step, this.names.get(step)]) if (event !== undefined) turn(event);
    const state = new State(
      this.all.filter((event) => counting.has(event)),
      day,
      this.pages,
    );
    this.states.set(count, state);
    return state;
  }

  /** The last step by which something has come to stand as it does at the end; undefined if it has stood so all the way. */
  stepTo(look: (state: State) => unknown): Step | undefined {
    const end = look(this.at(this.length));
    let [notThere, there] = [0, this.length];
    while (there - notThere > 1) {
      const next = this.length - there < this.oneByOne ? there - 1 : Math.floor((there + notThere) / 2);
      if (!this.states.has(next) && this.left-- <= 0) return MANY;
      if (isSame(look(this.at(next)), end)) there = next;
      else notThere = next;
    }
    return there === 0 || isSame(look(this.at(notThere)), end) ? undefined : this.steps[there - 1]!;
  }

  /** The events that came on the way and by which something has changed, as far back as steps are looked at one by one. */
  turningSteps(look: (state: State) => unknown): readonly LoggedEvent[] {
    const turning: LoggedEvent[] = [];
    for (let count = this.length; count > Math.max(0, this.length - this.oneByOne); count -= 1) {
      const step = this.steps[count - 1]!;
      if (typeof step === 'string' || !this.countsInTheEnd(step)) continue;
      if (!isSame(look(this.at(count)), look(this.at(count - 1)))) turning.push(step);
    }
    return turning.toReversed();
  }
}

/** The opening event that tells of a thing at one end of a way, and the form of it that only names the thing at the other. */
const namesBeside = (
  was: readonly LoggedEvent[],
  is: readonly LoggedEvent[],
): ReadonlyMap<LoggedEvent, LoggedEvent> => {
  const [before, after] = [was[0], is[0]];
  if (before === undefined || after === undefined || before === after || before.id !== after.id) return new Map();
  return before.onlyNames ? new Map([[after, before]]) : new Map([[before, after]]);
};

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
  readonly inEffect = once(() => inEffect(this.history));
  readonly page = once(() => (this.history.length === 0 ? {} : this.pages.of(this.thing(), this.day)));

  constructor(
    private readonly history: readonly LoggedEvent[],
    private readonly day: Day,
    private readonly pages: Pick<PageSnapshots, 'of'>,
  ) {
    this.here = new Set(history);
    this.facts = history.filter((event) => isFact<Fact>(event) && !event.onlyNames);
  }

  /** A thing without an opening event is voided if all its facts are. */
  get standing(): Standing {
    if (this.history.length === 0 || isUnsaid(this.history)) return 'absent';
    return this.thing().standing === 'present' ? 'present' : 'voided';
  }

  /** The event that opens the thing; undefined for a kind that nothing opens. */
  get opening(): LoggedEvent | undefined {
    const [first] = this.history;
    return first === undefined || deciders[this.thing().kind].opening === undefined ? undefined : first;
  }

  /** What opened it; where nothing does, the first that counts. */
  get first(): LoggedEvent {
    return this.opening ?? this.facts.find((event) => this.standingOf(event) === 'present') ?? this.history[0]!;
  }

  /** What opened it as it counts, or as recorded if it does not count. */
  get told(): Fact | undefined {
    if (this.history.length === 0) return undefined;
    return (this.counting(this.first) ?? this.first) as Fact;
  }

  standingOf(event: LoggedEvent): Standing {
    if (!this.here.has(event)) return 'absent';
    return this.voided().has(event.id) ? 'voided' : 'present';
  }

  /** A fact as it counts; undefined if it does not count. */
  counting(event: LoggedEvent): Thing['events'][number] | undefined {
    return this.here.has(event) ? this.counts().get(event.id) : undefined;
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
