import { areEqual, fromHex, saltedHash, sha256, toBase64, toHex, toUtf8 } from '#ledger/primitives.js';
import { GrowingRoot } from '../growing-root.js';
import { leafHash } from '../merkle.js';
import { AsOfInstant } from '../place-time.js';
import type { TreeHead } from '../verify-proof.js';
import type { Finding } from './finding.js';
import type { EntryLine, EventFields } from './lines.js';
import { EntryMismatches } from './entry-mismatches.js';

/** `gaps`: withheld events between shown events of one stream. `root`: the root of the given entries. */
export type Counts = Readonly<{
  size: number;
  events: number;
  withheld: number;
  streams: number;
  gaps: number;
  root: string;
  recorded?: Readonly<{ from: string; to: string }>;
  backwards?: Backwards;
  asOf?: AsOf;
}>;

/**
 * How many entries the log had at an instant, by the events that are shown. `isFinal`: an event with a later time follows,
 * so that nothing later can change this.
 */
export type AsOf = Readonly<{ instant: string; entries: number; isFinal: boolean }>;

/** How often `recordedAt` is earlier than that of an event before, and the first time: `index` is earlier than `before`. */
export type Backwards = Readonly<{ times: number; index: number; before: number }>;

/** Findings that are reported; further ones are only counted. */
const MOST = 100;

/** How the entries match a root: as given, as derived from salts and events, or not at all. */
export type RootMatch = 'as-stated' | 'as-derived' | 'differs' | 'not-reached';

type Roots = Readonly<{ stated: Uint8Array; derived: Uint8Array }>;
type StreamProgress = Readonly<{ number: number; revision: number; withheld: number }>;

/**
 * Checks the entries of a log, in order, against their events, and the events against each other. Stores the last revision
 * of each stream, a hash of each event id, and one hash per level of the tree.
 */
export class LogCheck {
  private size = 0;
  private events = 0;
  private gaps = 0;
  private from: string | undefined;
  private to: string | undefined;
  private indexOfTo = 0;
  private backwards: Backwards | undefined;
  private readonly collected: Finding[] = [];
  private more = 0;
  private readonly streams = new Map<string, StreamProgress>();
  /** By the number of the stream. */
  private readonly names: string[] = [];
  /** The number of the stream of each event id. */
  private readonly ids = new Map<string, number>();
  /** Over the given entries; and over those derived from salts and events, from the first difference on. */
  private readonly stated = GrowingRoot.empty();
  private derived: GrowingRoot | undefined;
  private readonly mismatches = new EntryMismatches();
  private readonly roots = new Map<number, Roots | undefined>();
  private readonly asOf: AsOfInstant | undefined;

  /**
   * @param sizes at which `matchRoot` will be called
   * @param instant at which the number of entries is wanted, such as 2025-10-27T09:00:00.000Z
   */
  constructor(
    sizes: readonly number[],
    private readonly negotiationId?: string,
    instant?: string,
  ) {
    this.asOf = instant === undefined ? undefined : new AsOfInstant(instant);
    for (const size of sizes) this.roots.set(size, undefined);
    this.recordRoot();
  }

  /** How many entries were taken: the index of the next one. */
  get taken(): number {
    return this.size;
  }

  take({ entry, shown }: Omit<EntryLine, 'index'>): void {
    const index = this.size;
    const actual = shown === undefined ? entry : saltedHash(shown.salt, shown.text);
    if (shown !== undefined) this.checkEvent(shown.event, index);
    this.asOf?.take(shown?.event.recordedAt);
    if (shown !== undefined && actual !== entry) {
      this.derived ??= this.stated.fork();
      this.mismatches.add({ index, entry, ...shown });
    }
    this.stated.append(leafHash(fromHex(entry)));
    this.derived?.append(leafHash(fromHex(actual)));
    this.size += 1;
    this.recordRoot();
  }

  add(finding: Finding): void {
    if (this.collected.length < MOST) this.collected.push(finding);
    else this.more += 1;
  }

  /** So many further findings, which are only counted. */
  addUntold(count: number): void {
    this.more += count;
  }

  /** @param head a signed state of the log; its size must be one of those given to the constructor */
  matchRoot(head: TreeHead): RootMatch {
    const roots = this.roots.get(head.size);
    if (roots === undefined) return 'not-reached';
    if (areEqual(roots.stated, head.root)) return 'as-stated';
    return areEqual(roots.derived, head.root) ? 'as-derived' : 'differs';
  }

  /** All findings, in the order of the log. `heads`: the signed states, if any. */
  findings(heads: readonly TreeHead[] = []): Readonly<{ findings: readonly Finding[]; more: number }> {
    const signed = heads.map((head) => ({ size: head.size, match: this.matchRoot(head) }));
    const unfit = this.mismatches.findings(
      (index) => signed.find(({ size, match }) => index < size && match.startsWith('as-'))?.match,
    );
    const findings = [...unfit.findings, ...this.collected].sort((a, b) => (a.index ?? LAST) - (b.index ?? LAST));
    return { findings: findings.slice(0, MOST), more: this.more + unfit.more + Math.max(0, findings.length - MOST) };
  }

  counts(): Counts {
    const { size, events, gaps, from, to, backwards, asOf } = this;
    return {
      size,
      events,
      withheld: size - events,
      streams: this.streams.size,
      gaps,
      root: toBase64(this.stated.root()),
      ...(from !== undefined && to !== undefined && { recorded: { from, to } }),
      ...(backwards !== undefined && { backwards }),
      ...(asOf !== undefined && {
        asOf: { instant: asOf.instant, entries: asOf.entries, isFinal: asOf.isFinal },
      }),
    };
  }

  private checkEvent({ id, stream, revision, negotiationId, recordedAt }: EventFields, index: number): void {
    const where = { index, stream, revision, eventId: id };
    const withheld = index - this.events;
    const last = this.streams.get(stream) ?? { number: this.names.push(stream) - 1, revision: -1, withheld: 0 };
    const missing = revision - last.revision - 1;
    if (missing < 0)
      this.add({
        code: 'revision-repeated',
        because: `Revision ${revision} of the stream comes after its revision ${last.revision}.`,
        ...where,
      });
    // Withheld entries may be of any stream: only more missing events than withheld entries are certainly gone.
    else if (missing > withheld - last.withheld)
      this.add({
        code: 'revision-missing',
        because: `${missing} events of the stream are missing before it, but only ${withheld - last.withheld} entries there are withheld.`,
        ...where,
      });
    else this.gaps += missing;
    this.streams.set(stream, { number: last.number, revision: Math.max(revision, last.revision), withheld });

    const key = toHex(sha256(toUtf8(id)).subarray(0, ID_BYTES));
    const before = this.ids.get(key);
    if (before === undefined) this.ids.set(key, last.number);
    else if (before === last.number)
      this.add({ code: 'event-id-repeated', because: 'The stream already has an event with this id.', ...where });
    else
      this.add({
        code: 'event-id-in-two-streams',
        because: `An event of the stream ${this.names[before]} has this id too, so the id names two events.`,
        ...where,
      });

    if (this.negotiationId !== undefined && negotiationId !== this.negotiationId)
      this.add({
        code: 'negotiation-differs',
        because: `The event belongs to the negotiation ${negotiationId}, but the file to ${this.negotiationId}.`,
        ...where,
      });

    this.events += 1;
    if (recordedAt === undefined || !INSTANT.test(recordedAt)) return;
    if (this.from === undefined || recordedAt < this.from) this.from = recordedAt;
    if (this.to === undefined || recordedAt >= this.to) {
      this.to = recordedAt;
      this.indexOfTo = index;
    } else {
      const first = this.backwards ?? { times: 0, index, before: this.indexOfTo };
      this.backwards = { ...first, times: first.times + 1 };
    }
  }

  private recordRoot(): void {
    if (!this.roots.has(this.size)) return;
    const stated = this.stated.root();
    this.roots.set(this.size, { stated, derived: this.derived?.root() ?? stated });
  }
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const LAST = Number.MAX_SAFE_INTEGER;
/** 96 bits: collisions are practically impossible. */
const ID_BYTES = 12;
