import { setTimeout as sleep } from 'node:timers/promises';
import { CHAPTER_1, CHAPTER_2, rapporteur } from './cli.js';
import type { Running } from './service.js';

/** A minute, for a busy machine. */
const [TRIES, PAUSE_MS] = [1_200, 50] as const;

/** Records both chapters of the dossier. @returns the id of its negotiation, once the views of a busy machine have it */
export const recordDossier = async (service: Running): Promise<string> => {
  const { code, err } = await rapporteur(['load', CHAPTER_1, CHAPTER_2, '--url', service.url]);
  if (code !== 0) throw new Error(err);
  // The command line has the token of what it recorded, so this reader has to look until it is there.
  for (let n = 0; n < TRIES; n++) {
    const { items } = (await service.get('/v1/negotiations')).body as { items?: { id: string }[] };
    if (items?.[0] !== undefined) return items[0].id;
    await sleep(PAUSE_MS);
  }
  throw new Error('The dossier was loaded, and is not listed.');
};
