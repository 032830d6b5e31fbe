import type { Kind } from '#domain/ids.js';
import type { AccessChange, Change } from '#read-models/log-index/changes.js';

/** What changed in one negotiation: things of these kinds, the last at this time. */
export type Notice = Readonly<{ negotiationId: string; kinds: readonly Kind[]; at: string }>;

/** What a clearance sees of the events after an ordinal, up to another one. */
export type Window = Readonly<{
  after: number;
  upTo: number;
  /** The last event of the log when it was read: what is visible is so by then. */
  readAt: number;
  /** The events of the things that are visible now: of each kind in each negotiation, the last. */
  changes: readonly Change[];
  /** The markings by which a thing went out of sight. */
  departures: readonly Change[];
  /** Whose access has changed since the beginning of the window, also after its end, each in the order of the log. */
  accesses: ReadonlyMap<string, readonly AccessChange[]>;
}>;

/** `admits`: whether they have access to a negotiation now. `seesGrants`: whether they may know who else has. */
export type Reader = Readonly<{
  person: string;
  seesGrants: boolean;
  admits: (negotiationId: string) => boolean;
}>;

/** Whether somebody wants to be told of a change. */
export type IsAsked = (change: Pick<Change, 'kind' | 'type'>) => boolean;

/** Checkpoints tell how much was recorded, and the ledger is no negotiation. */
const UNTOLD: readonly Kind[] = ['ledger', 'checkpoint'];

/**
 * The notices of a window, in the order of the ids of their negotiations: an order that nothing hidden can change. Of each event it
 * depends on the event alone whether a reader is told of it, so they are told the same whatever the windows are.
 * `isAsked`: by default they want to be told of everything.
 */
export const noticesFor = (window: Window, reader: Reader, isAsked: IsAsked = () => true): readonly Notice[] => {
  const { changes, departures, accesses, upTo } = window;
  const own = accesses.get(reader.person) ?? [];
  return folded(
    [
      ...changes.filter(({ negotiationId }) => reader.admits(negotiationId)),
      ...departures.filter(({ negotiationId, ordinal }) => hadAccess(own, reader, negotiationId, ordinal)),
      ...own.filter((change) => change.ordinal <= upTo && crossesSight(change, reader)).map(asChange),
    ].filter(isAsked),
    reader.seesGrants,
  );
};

/** Those for everybody with the same clearance whose access has not changed since the window began: each has those of their negotiations. */
export const noticesForAll = ({ changes, departures }: Window, seesGrants: boolean): readonly Notice[] =>
  folded([...changes, ...departures], seesGrants);

/** The negotiations that a reader saw, and has lost access to in a window, after an ordinal. */
export const lostIn = ({ accesses, upTo }: Window, { person, admits }: Reader, since: number): readonly string[] =>
  (accesses.get(person) ?? [])
    .filter(({ ordinal, had, has, wasOpen }) => ordinal > since && ordinal <= upTo && had && !has && wasOpen)
    .map(({ negotiationId }) => negotiationId)
    .filter((negotiationId) => !admits(negotiationId));

/** Whoever gets access sees the negotiation from now on; whoever loses it saw it until then. */
const crossesSight = ({ had, has, isOpen, wasOpen, negotiationId }: AccessChange, { admits }: Reader): boolean =>
  has ? !had && isOpen && admits(negotiationId) : had && wasOpen;

const asChange = ({ ordinal, negotiationId, recordedAt }: AccessChange): Change => ({
  ordinal,
  negotiationId,
  recordedAt,
  kind: 'negotiation',
});

/** `own`: how the access of the reader has changed since the beginning of the window. */
const hadAccess = (
  own: readonly AccessChange[],
  { admits }: Reader,
  negotiationId: string,
  ordinal: number,
): boolean => {
  const theirs = own.filter((change) => change.negotiationId === negotiationId);
  const before = theirs.findLast((change) => change.ordinal < ordinal);
  return before?.has ?? theirs[0]?.had ?? admits(negotiationId);
};

const folded = (changes: readonly Change[], seesGrants: boolean): readonly Notice[] => {
  const found = new Map<string, { kinds: Set<Kind>; at: string }>();
  for (const { negotiationId, kind, recordedAt } of changes) {
    if (UNTOLD.includes(kind) || (kind === 'grant' && !seesGrants)) continue;
    const notice = found.get(negotiationId) ?? { kinds: new Set(), at: recordedAt };
    notice.kinds.add(kind);
    if (recordedAt > notice.at) notice.at = recordedAt;
    found.set(negotiationId, notice);
  }
  return [...found]
    .map(([negotiationId, { kinds, at }]) => ({ negotiationId, kinds: [...kinds].toSorted(), at }))
    .toSorted((one, other) => (one.negotiationId < other.negotiationId ? -1 : 1));
};
