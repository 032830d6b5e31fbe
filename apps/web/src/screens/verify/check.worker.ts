import { checkFile, FileUnread } from './check-file.js';
import { type Check, FieldsWrong, type Progress, type Told } from './check-messages.js';

/** The thread that checks, so that the page stays at hand. It checks one file at a time. */
const tell = (told: Told) => postMessage(told);

/** How often it says how far it is. */
const EVERY_MS = 100;
const slowly = (hear: (progress: Progress) => void) => {
  let told = 0;
  return (progress: Progress) => {
    const now = performance.now();
    if (now - told < EVERY_MS) return;
    told = now;
    hear(progress);
  };
};

const check = async (given: Check): Promise<Told> => {
  try {
    const progress = slowly((now) => tell({ is: 'progress', progress: now }));
    return { is: 'checked', checked: await checkFile(given, progress) };
  } catch (error) {
    if (error instanceof FieldsWrong) return { is: 'fields-wrong', faults: error.faults };
    return error instanceof FileUnread ? { is: 'unread' } : broken(error);
  }
};

const broken = (error: unknown): Told => ({ is: 'broken', because: String(error) });

addEventListener('message', ({ data }: MessageEvent<Check>) => {
  check(data)
    .then(tell)
    // The page would wait for ever for what cannot be sent to it.
    .catch((error: unknown) => tell(broken(error)));
});
addEventListener('messageerror', () => tell(broken('what was given could not be sent to the check')));
