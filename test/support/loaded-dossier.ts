import { randomUUID } from 'node:crypto';
import os from 'node:os';
import { readFileSync } from 'node:fs';
import { expect, jest } from '@jest/globals';
import { parse } from 'yaml';
import { ConsistencyTokens } from '../../apps/server/src/http/consistency-token.js';
import { CHAPTER_1, CHAPTER_2 } from './cli.js';
import { type InProcess, startInProcess } from './in-process.js';
import { recordDossier } from './recorded-dossier.js';
import { remove } from './service.js';

/** The day on which the dossier is loaded and read: the suspension of the October controls ran out 16 days before. */
const NOW = '2026-11-27T12:00:00Z';
/** By which its tokens are encrypted. */
const SECRET = 'of-the-service-with-both-chapters';

/** A service with both chapters of the dossier, recorded and read on 27 November 2026. */
export type LoadedDossier = Readonly<{
  service: InProcess;
  id: string;
  /** The types of all events, by their ids. */
  types: ReadonlyMap<string, string>;
  streams: readonly string[];
  /** The token of the state of the log that ends with the event of this entry. */
  tokenAt: (key: string) => string;
  /** A token of another log that has the same secret. */
  foreignToken: () => string;
  close: () => Promise<void>;
}>;

export const loadDossier = async (): Promise<LoadedDossier> => {
  const booted = Date.now() / 1_000 - os.uptime();
  jest.spyOn(Date, 'now').mockReturnValue(Date.parse(NOW));
  jest.spyOn(os, 'uptime').mockReturnValue(Date.parse(NOW) / 1_000 - booted);
  const service = await startInProcess(undefined, { SHARED_SECRET: SECRET });
  const id = await recordDossier(service);
  const trail = (await service.get(`/v1/audit/trail?negotiationId=${id}&limit=200`)).body as {
    items: { ordinal: number; event: { id: string; type: string; stream: string } }[];
  };
  // In the order of recording.
  const keys = [CHAPTER_1, CHAPTER_2].flatMap((file) =>
    (parse(readFileSync(file, 'utf8'), { merge: true }) as { entries: { key: string }[] }).entries.map(
      ({ key }) => key,
    ),
  );
  expect(trail.items).toHaveLength(keys.length);
  return {
    service,
    id,
    types: new Map(trail.items.map(({ event }) => [event.id, event.type])),
    streams: [...new Set(trail.items.map(({ event }) => event.stream))],
    tokenAt: (key) => {
      expect(keys).toContain(key);
      const { ordinal } = trail.items[keys.indexOf(key)]!;
      return service.app.get(ConsistencyTokens).issue(ordinal, Date.parse(NOW));
    },
    foreignToken: () => new ConsistencyTokens(SECRET, { logId: randomUUID() }, '').issue(0),
    close: async () => {
      jest.restoreAllMocks();
      await service.close();
      remove(service.dataDir);
    },
  };
};
