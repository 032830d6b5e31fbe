import { canLast, knownBox } from './lasting-box.js';
import { startSending } from './sender.js';

/** Sends what a reader has left waiting on this device, while another screen than the form is open, until it is aborted. */
export const sendElsewhere = async (reader: string, language: string, ending: AbortSignal): Promise<void> => {
  const box = canLast() ? await knownBox(reader) : undefined;
  if (box === undefined || ending.aborted) return;
  // Only the form shows what becomes of it.
  const { end } = startSending(box, language, () => {});
  ending.addEventListener('abort', end);
};
