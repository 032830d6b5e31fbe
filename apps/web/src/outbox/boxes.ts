import { type Draft, movedName } from '../model/record/outbox.js';
import { type Box, isNobody, nobodyIn, windowOf } from './box.js';
import { canLast, keptBoxes, knownBox, openBox } from './lasting-box.js';
import { knownMemoryBox, memoryBox } from './memory-box.js';
import { areClosed, windowId } from './window-id.js';

/** The box of a recorder: in a browser that keeps nothing, or refuses its storage, one that ends with the page. */
export const boxFor = async (owner: string): Promise<Box> => {
  const inMemory = () => memoryBox(owner);
  return canLast() ? openBox(owner).catch(inMemory) : inMemory();
};

/** The boxes that a recorder has already. @throws if the browser does not say what it keeps */
export const boxesOf = async (owner: string): Promise<readonly Box[]> =>
  [knownMemoryBox(owner), canLast() ? await knownBox(owner) : undefined].filter((box) => box !== undefined);

/** Who somebody else is in this window: a browser that does not say which one it is has a new one each time. */
export const nobodyHere = async (): Promise<string> => nobodyIn(await windowId().catch(() => crypto.randomUUID()));

/**
 * What was recorded on this device by somebody who could not log in, and nobody has taken over: in this window before its login, or in one that
 * is closed.
 */
export const unclaimedBoxes = async (): Promise<readonly Box[]> => {
  const boxes = canLast() ? (await keptBoxes()).filter(({ owner }) => isNobody(owner)) : [];
  const closed = await areClosed(boxes.map(({ owner }) => windowOf(owner)));
  const here = await nobodyHere();
  return boxes.filter(({ owner }) => owner === here || closed.has(windowOf(owner)));
};

/**
 * Moves what is not finished from one box to another: rows, and drafts except the one `inForm`, which goes on to be written. It is stored there
 * before it is deleted here. If the browser is closed in between, it is in both, with the same keys: it is on record once. A draft gets another
 * name there, since a form of the same window may have one by the old name; the same one if it is moved again. Of a box that another window has
 * emptied, there is nothing to move.
 */
export const moveAll = async (from: Box, to: Box, inForm?: string): Promise<void> => {
  const { rows } = await from.contents();
  const drafts = (await from.valuesOf<Draft>('draft ')).filter(([name]) => name !== inForm);
  const moved = drafts.map(([name, draft]) => [movedName(name, draft), draft] as const);
  const gone = [...drafts.map(([name]) => name), ...(inForm === undefined ? [] : [inForm])];
  if (rows.length + gone.length === 0) return;
  await to.store({ put: rows, values: Object.fromEntries(moved) });
  await from.store({
    remove: rows.map(({ id }) => id),
    values: Object.fromEntries(gone.map((name) => [name, undefined])),
  });
};

/** The name of the draft of this window in a negotiation. */
export const ownDraft = async (negotiationId: string): Promise<string> => draftName(negotiationId, await windowId());
export const draftName = (negotiationId: string, of: string): string => `draft ${negotiationId} ${of}`;
