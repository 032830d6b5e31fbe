import type { Marking } from '../marking.js';
import type { KeptFields } from './entry.js';

/** A list of the record, with the marking that covers it. */
export type Listed<T> = Readonly<{ items: readonly T[]; isWhole: boolean; marking: Marking | undefined }>;

/** Whether something may be kept on a device: it is marked no higher, and has no compartment. */
export const mayBeKept = (marking: Marking | undefined, levels: readonly string[], most: string): boolean => {
  if (marking === undefined) return false;
  const { level, compartments = [] } = marking;
  const rung = levels.indexOf(level);
  return compartments.length === 0 && rung >= 0 && rung <= levels.indexOf(most);
};

/** How long what was read stays on a device, and what a window leaves to its next record. */
const KEPT_MS = 24 * 60 * 60_000;
export const tooOldAt = (heardAt: Date): number => heardAt.getTime() + KEPT_MS;
export const isTooOld = (heardAt: string, now: Date): boolean => !(now.getTime() - Date.parse(heardAt) <= KEPT_MS);

type Lists = Readonly<{
  title: string | undefined;
  marking: Marking | undefined;
  names: Listed<unknown>;
  meetings: Listed<unknown>;
  issues: Listed<unknown>;
}>;

/** What of the record may be kept on a device. A list is kept as a whole or not at all: its marking says what the highest of it is. */
export const keptOf = <L extends Lists>(lists: L, levels: readonly string[], most: string): L => {
  const kept = <T>(list: Listed<T>): Listed<T> =>
    mayBeKept(list.marking, levels, most) ? list : { items: [], isWhole: false, marking: undefined };
  const lasting = { names: kept(lists.names), meetings: kept(lists.meetings), issues: kept(lists.issues) };
  // Each list is marked as the negotiation that it names, or higher.
  const isKept = Object.values(lasting).some(({ marking }) => marking !== undefined);
  return {
    ...lists,
    ...lasting,
    title: isKept ? lists.title : undefined,
    marking: mayBeKept(lists.marking, levels, most) ? lists.marking : undefined,
  };
};

/** What the last record of all leaves: a new window begins with it. */
export const KEPT = 'kept';
/** What the last record of a window leaves to its next one, in any negotiation. */
export const keptIn = (windowId: string): string => `kept in ${windowId}`;
/** What a record leaves, as it is stored together with it. `windowId`: undefined if the browser does not say which window this is. */
export const leftIn = (windowId: string | undefined, left: KeptFields, now: number) => ({
  values: { [KEPT]: left, ...(windowId !== undefined && { [keptIn(windowId)]: left }) },
  until: windowId === undefined ? {} : { [keptIn(windowId)]: now + KEPT_MS },
});

/** Of settings that are not known, a login is supposed: nobody else may see what is kept of somebody. */
export const mayHaveLogin = (settings: Readonly<{ login: unknown }> | undefined): boolean => settings?.login !== null;
