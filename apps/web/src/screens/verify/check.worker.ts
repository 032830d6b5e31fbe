import { checkFile, FileUnread, trustIn } from './check-file.js';
import type { Check, Progress, Told } from './check-messages.js';

/** The thread that checks, so that the page stays at hand. It checks one file and is ended then. */
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
  const trust = trustIn(given);
  if ('length' in trust) return { is: 'wrong-keys', wrong: trust };
  try {
    const progress = slowly((now) => tell({ is: 'progress', progress: now }));
    return { is: 'checked', checked: await checkFile(given, trust, progress) };
  } catch (error) {
    return error instanceof FileUnread ? { is: 'unread' } : { is: 'broken', because: String(error) };
  }
};

addEventListener('message', ({ data }: MessageEvent<Check>) => void check(data).then(tell));
