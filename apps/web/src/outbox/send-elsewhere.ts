import { boxesOf } from './boxes.js';
import { startSending } from './sender.js';

/** Sends what a reader has left waiting on this device or in this window, while another screen than the form is open, until it is aborted. */
export const sendElsewhere = async (reader: string, language: string, ending: AbortSignal): Promise<void> => {
  const boxes = await boxesOf(reader);
  if (ending.aborted) return;
  // Only the form shows what becomes of it.
  for (const box of boxes) ending.addEventListener('abort', startSending(box, language, () => {}).end);
};
