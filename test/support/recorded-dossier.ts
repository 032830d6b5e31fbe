import { setTimeout as sleep } from 'node:timers/promises';
import { CHAPTER_1, CHAPTER_2, rapporteur } from './cli.js';
import type { Asked } from './service.js';

/** A minute, for a busy machine. */
const [TRIES, PAUSE_MS] = [1_200, 50] as const;

type Negotiation = Readonly<{ id: string; title: string; status: string }>;

/**
 * A negotiation that another process recorded, once it is listed. That process has the token of what it recorded, so this reader has to look
 * until it is there.
 */
export const listed = async (
  { get }: Pick<Asked, 'get'>,
  isMeant: (one: Negotiation) => boolean = () => true,
): Promise<Negotiation> => {
  for (let n = 0; n < TRIES; n++) {
    const { items } = (await get('/v1/negotiations')).body as { items?: readonly Negotiation[] };
    const found = items?.find(isMeant);
    if (found !== undefined) return found;
    await sleep(PAUSE_MS);
  }
  throw new Error('The negotiation was recorded, and is not listed.');
};

/** Until the views have reached the end of the log. */
const projected = async ({ get }: Pick<Asked, 'get'>): Promise<void> => {
  for (let n = 0; n < TRIES; n++) {
    if ((await get('/health/ready')).status === 200) return;
    await sleep(PAUSE_MS);
  }
  throw new Error('The views do not reach the end of the log.');
};

/** Records the dossier, by default both chapters. @returns the id of its negotiation, once all of it is shown */
export const recordDossier = async (
  service: Pick<Asked, 'get'> & Readonly<{ url: string }>,
  chapters = [CHAPTER_1, CHAPTER_2],
): Promise<string> => {
  const { code, err } = await rapporteur(['load', ...chapters, '--url', service.url]);
  if (code !== 0) throw new Error(err);
  const { id } = await listed(service);
  await projected(service);
  return id;
};
