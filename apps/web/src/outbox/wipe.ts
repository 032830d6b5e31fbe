import { type Draft } from '../model/record/outbox.js';
import { isBlank } from '../model/record/entry.js';
import type { Box } from './box.js';
import { tellWindows } from './outbox-news.js';

/** How much of a box is not on record yet: rows that wait or were refused, rows that cannot be read any more, and drafts. */
export const unsentIn = async (box: Box): Promise<number> => {
  const { rows, unreadable } = await box.contents();
  const drafts = await box.valuesOf<Draft>('draft ');
  return (
    rows.filter(({ state }) => state !== 'recorded').length +
    unreadable.length +
    drafts.filter(([, { entry }]) => !isBlank(entry)).length
  );
};

/** Leaves nothing of it on this device. All windows hear of it: they must not go on with what is gone. */
export const wipe = async (box: Box): Promise<void> => {
  await box.wipe();
  sessionStorage.clear();
  tellWindows(box, 'gone');
};
