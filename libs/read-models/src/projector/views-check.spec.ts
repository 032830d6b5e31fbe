import { afterEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { longDossier } from '../testing/dossier.js';
import { PATIENCE, scene, tell } from '../testing/projector-scene.js';
import { NEGOTIATION, randomHistory } from '../testing/random-history.js';
import { dossierOf, recordedByRank, recordedInOrder } from '../testing/simulated-recorder.js';
import { checkViews } from './views-check.js';

const { newLog, watch, close } = scene();
afterEach(close);

const models = new URL('../models/models.js', import.meta.url);
const never = new AbortController().signal;

describe('views.db that nobody altered', () => {
  it('is what the log says, whatever was recorded in whatever parts', async () => {
    await fc.assert(
      fc.asyncProperty(randomHistory, fc.nat(60), async (history, first) => {
        const { dataDir, store } = await newLog();
        const { dossier } = dossierOf(recordedByRank(recordedInOrder(history)));
        const told = dossier.map(({ facts, ...about }) => ({
          ...about,
          facts: facts.map((fact) => ({ ...fact, metadata: { negotiationId: NEGOTIATION } })),
        }));
        const { projector } = await watch(dataDir, { models });
        await tell(store, ...told.slice(0, first));
        await projector.until(Math.min(first, told.length) - 1, PATIENCE);
        await tell(store, ...told.slice(first));
        const file = `${dataDir}/sound.db`;
        const data = {
          dataDir,
          engine: { name: 'sqlite', options: null },
          viewsDir: dataDir,
          models: models.href,
          file,
        };
        expect((await checkViews(data, never)).differences).toEqual([]);
        await projector.stop();
        await store.close();
      }),
      { numRuns: 10, interruptAfterTimeLimit: 60_000 },
    );
  });
  it('is what the log says while the projection goes on, check after check', async () => {
    const { dataDir, store } = await newLog();
    await tell(store, ...longDossier(50, 'before'));
    const before = await watch(dataDir, { models });
    await before.projector.until(49, PATIENCE);
    await before.projector.stop();
    const { projector, heard } = await watch(dataDir, { models, checkEveryMs: 1 });
    for (let part = 0; part < 30; part += 1) await tell(store, ...longDossier(40, `part-${part}-`));
    expect(await projector.until(49 + 1_200, PATIENCE)).toBe(true);
    expect([projector.differences, heard]).toEqual([0, []]);
  });
});
