import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Where a fault can hit: an incoming call, or an event that is about to be sent to a reader or a subscriber. A `backwards` read
 * of `$all` is a `read`, too; a fault hits it as such only if it is told to.
 */
export const OCCASIONS = [
  'append',
  'batch-append',
  'delete',
  'read',
  'backwards',
  'subscribe',
  'gossip',
  'features',
  'event',
] as const;
export type Occasion = (typeof OCCASIONS)[number];

const CALLS = OCCASIONS.filter((occasion) => occasion !== 'event' && occasion !== 'backwards');
const BY_DEFAULT = OCCASIONS.filter((occasion) => occasion !== 'backwards');
const WRITES: readonly Occasion[] = ['append', 'batch-append', 'delete'];
const APPENDS: readonly Occasion[] = ['append', 'batch-append'];
const READS: readonly Occasion[] = ['read', 'subscribe', 'event'];

type Kind = Readonly<{ does: string; on: readonly Occasion[]; may?: readonly Occasion[]; times?: number }>;

/**
 * The faults. `on` is where one hits by default, `may` where it can hit by option. A fault that hits an `event` and
 * stops the following ones also hits open reads at once, unless it has an `after`.
 */
export const FAULTS = {
  silent: {
    does: 'takes calls and never answers; what is open goes silent until it is lifted',
    on: BY_DEFAULT,
    may: OCCASIONS,
  },
  stalls: { does: 'lets `each` events of a read out, and then it goes silent', on: ['event'] },
  reset: { does: 'destroys the TCP connection', on: BY_DEFAULT, may: OCCASIONS },
  'polite-end': { does: 'ends reads and subscriptions without an error', on: READS },
  'not-leader': { does: 'says that another node is the leader', on: WRITES, may: OCCASIONS },
  conflict: { does: 'answers WrongExpectedVersion although nobody wrote', on: APPENDS },
  'lost-reply': { does: 'commits an append, or what of it has `arrived`, and loses the answer', on: APPENDS },
  slow: { does: 'answers late, by `ms`', on: CALLS, may: OCCASIONS },
  unavailable: { does: 'answers 14 UNAVAILABLE', on: CALLS, may: OCCASIONS },
  unexplained: { does: 'answers 2 UNKNOWN, as where a handler throws', on: CALLS },
  'bare-refusal': {
    does: 'refuses with the `exception` that it is told, and leaves out what belongs to that',
    on: CALLS,
    may: OCCASIONS,
  },
  'full-disk': { does: 'writes nothing and ends the server, until it is restarted', on: APPENDS, times: 1 },
  restart: { does: 'stops, and starts on the same port after `ms`', on: BY_DEFAULT, may: OCCASIONS, times: 1 },
} as const satisfies Record<string, Kind>;
export type FaultName = keyof typeof FAULTS;
const kindOf = (name: FaultName): Kind => FAULTS[name];

type Where = Readonly<{
  /** Default: where this fault hits by itself. */
  on?: readonly Occasion[];
  /** How the streams begin that a call must be about. Default: any call. */
  streams?: string;
  /** This many occasions pass unharmed first. Default: 0. */
  after?: number;
  /** How often it then hits. Default: until it is lifted; `restart` once. */
  times?: number;
}>;

export type Fault = Where &
  Readonly<
    | { name: 'silent' | 'reset' | 'polite-end' | 'unavailable' | 'unexplained' | 'full-disk' }
    | { name: 'conflict' }
    /** `each`; default: none. */
    | { name: 'stalls'; each?: number }
    /** `exception`: as the server calls it; default: `not-leader`. */
    | { name: 'bare-refusal'; exception?: string }
    /** Default: this node. */
    | { name: 'not-leader'; leader?: Endpoint }
    /**
     * Default: the connection is `cut`. `kept`: nothing is ever answered. `arrived`: so many of the events, and then the client gave up
     * and ended the request; default: all.
     */
    | { name: 'lost-reply'; connection?: 'cut' | 'kept'; arrived?: number }
    | { name: 'slow'; ms: number }
    /** `keepData`: default true. `ms` is how long it is down, default 0. */
    | { name: 'restart'; keepData?: boolean; ms?: number }
  >;
export type Endpoint = Readonly<{ host: string; port: number }>;

/** The fault that hit, and the signal that is aborted when the fault is removed. */
export type Strike = Readonly<{ fault: Fault; lifted: AbortSignal }>;

/** An active fault. */
export type Injected = Readonly<{ id: number; fault: Fault; struck: () => number; lift: () => void }>;

type Entry = Readonly<{ id: number; fault: Fault; on: readonly Occasion[] }> & {
  after: number;
  times: number;
  struck: number;
};
type Placed = Entry & { lifting: AbortController };

type Met = Readonly<{ late: readonly Strike[]; strike: Strike | undefined }>;

/** Resolves after the delay of slow faults, or when they are lifted. */
export async function pass(late: readonly Strike[]): Promise<void> {
  for (const { fault, lifted } of late)
    if (fault.name === 'slow' && !lifted.aborted)
      // It fails only if the fault is lifted.
      await sleep(fault.ms, undefined, { ref: false, signal: lifted }).catch(() => {});
}

/** The faults of one server, and how often each has hit. */
export class Faults {
  readonly injected = Object.fromEntries(Object.keys(FAULTS).map((name) => [name, 0])) as Record<FaultName, number>;
  private readonly placed = new Map<number, Placed>();
  private ids = 0;

  /** @param onOpen hits what is open: it gets the new fault, and a function that takes one hit of it */
  constructor(private readonly onOpen: (fault: Fault, take: () => Strike | undefined) => void) {}

  /** @throws RangeError, TypeError for an invalid fault, see `checkFault` */
  inject(fault: Fault): Injected {
    checkFault(fault);
    const { on = kindOf(fault.name).on, after = 0, times = kindOf(fault.name).times ?? Infinity } = fault;
    const entry: Placed = { id: ++this.ids, fault, on, after, times, struck: 0, lifting: new AbortController() };
    this.placed.set(entry.id, entry);
    if (on.includes('event') && after === 0) this.onOpen(fault, () => this.take(entry));
    return { id: entry.id, fault, struck: () => entry.struck, lift: () => void this.lift(entry.id) };
  }

  /** @returns whether there was such a fault */
  lift(id: number): boolean {
    this.placed.get(id)?.lifting.abort();
    return this.placed.delete(id);
  }

  clear(): void {
    for (const id of this.placed.keys()) this.lift(id);
  }

  /** The active faults, with their remaining counts. */
  list(): readonly Readonly<Entry>[] {
    return [...this.placed.values()].map(({ lifting: _, ...entry }) => entry);
  }

  /**
   * The faults that delay this occasion, and the one that hits it: the first other active fault whose turn it is. `stream`: what a
   * call is about.
   */
  at(occasion: Occasion, stream = ''): Met {
    const late: Strike[] = [];
    for (const entry of this.placed.values()) {
      if (!entry.on.includes(occasion) || entry.times === 0) continue;
      if (!stream.startsWith(entry.fault.streams ?? '')) continue;
      if (entry.after > 0) {
        entry.after--;
        continue;
      }
      const strike = this.take(entry);
      if (entry.fault.name !== 'slow') return { late, strike };
      if (strike) late.push(strike);
    }
    return { late, strike: undefined };
  }

  private take(entry: Placed): Strike | undefined {
    if (entry.times === 0 || entry.lifting.signal.aborted) return undefined;
    entry.times--;
    entry.struck++;
    this.injected[entry.fault.name]++;
    return { fault: entry.fault, lifted: entry.lifting.signal };
  }
}

const isName = (value: unknown): value is FaultName => Object.hasOwn(FAULTS, String(value));
const isWhole = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;

const FIELDS: Readonly<Record<string, readonly FaultName[]>> = {
  leader: ['not-leader'],
  connection: ['lost-reply'],
  arrived: ['lost-reply'],
  each: ['stalls'],
  exception: ['bare-refusal'],
  ms: ['slow', 'restart'],
  keepData: ['restart'],
};
const EVERYWHERE = ['name', 'on', 'streams', 'after', 'times'];

/** @throws TypeError, RangeError with what is wrong with it */
export function checkFault(value: unknown): asserts value is Fault {
  if (typeof value !== 'object' || value === null) throw new TypeError('A fault is an object with a name');
  const fault = value as Record<string, unknown>;
  const { name } = fault;
  if (!isName(name)) throw new RangeError(`There is no fault ${String(name)}, but ${Object.keys(FAULTS).join(', ')}`);

  for (const field of Object.keys(fault))
    if (!EVERYWHERE.includes(field) && !FIELDS[field]?.includes(name))
      throw new TypeError(`The fault ${name} has no ${field}`);

  const {
    on,
    streams = '',
    after = 0,
    times = 1,
    ms = 0,
    each = 0,
    arrived = 1,
    keepData = true,
    connection = 'cut',
    leader,
    exception = '',
  } = fault;
  const may = kindOf(name).may ?? kindOf(name).on;
  if (on !== undefined && !(Array.isArray(on) && on.length > 0 && on.every((occasion) => may.includes(occasion))))
    throw new RangeError(`The fault ${name} strikes on some of ${may.join(', ')}, not on ${JSON.stringify(on)}`);
  if (typeof streams !== 'string') throw new TypeError('streams is a text');
  for (const [field, number] of Object.entries({ after, times, ms, each, arrived }))
    if (!isWhole(number)) throw new RangeError(`${field} is a whole number, not ${JSON.stringify(number)}`);
  if (name === 'slow' && fault['ms'] === undefined) throw new TypeError('The fault slow needs ms: by how much');
  if (typeof keepData !== 'boolean') throw new TypeError('keepData is true or false');
  if (connection !== 'cut' && connection !== 'kept') throw new RangeError('connection is cut or kept');
  if (typeof exception !== 'string') throw new TypeError('exception is a text');
  if (leader !== undefined && !isEndpoint(leader)) throw new TypeError('leader is an object with host and port');
}

function isEndpoint(value: unknown): value is Endpoint {
  if (typeof value !== 'object' || value === null) return false;
  const { host, port } = value as Record<string, unknown>;
  return typeof host === 'string' && isWhole(port);
}
