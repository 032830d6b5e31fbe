import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SqliteEventStore } from '../sqlite-event-store.js';
import { event, say, told } from './events.js';

/** Fills the disk, frees some of it, and continues. `freed`: how much, in KiB; `size`: of an event. */
const [dataDir, freed = '256', size = '2000'] = process.argv.slice(2);
const store = SqliteEventStore.open(dataDir!, { mode: 'owner', onFailure: ({ message }) => say({ failure: message }) });
const ballast = join(dataDir!, 'ballast');
writeFileSync(ballast, Buffer.alloc(Number(freed) * 1024));

const acknowledged: string[] = [];
const refused: ReturnType<typeof told>[] = [];
const append = async (n: number) => {
  const one = event(JSON.stringify('x'.repeat(Number(size))));
  try {
    await store.append(`meeting-${n}`, [one, event()], { expected: 'no-stream' });
    acknowledged.push(one.id);
  } catch (error) {
    refused.push(told(error));
  }
};
const read = async () => {
  const ids: string[] = [];
  for await (const { events } of store.readAll()) ids.push(...events.filter((_, i) => i % 2 === 0).map(({ id }) => id));
  return ids;
};

const fourFrom = (n: number) => Promise.all([n, n + 1, n + 2, n + 3].map(append));
let n = 0;
for (; refused.length < 8 && n < 2000; n += 4) await fourFrom(n);
const whenFull = { acknowledged: [...acknowledged], read: await read(), refused: [...refused] };

rmSync(ballast);
const before = acknowledged.length;
await fourFrom(n);
const afterwards = acknowledged.length - before;
await store.close();

const again = SqliteEventStore.open(dataDir!, { mode: 'reader' });
const ids: string[] = [];
for await (const { events } of again.readAll()) ids.push(...events.filter((_, i) => i % 2 === 0).map(({ id }) => id));
await again.close();
say({ whenFull, afterwards, kept: ids, acknowledged, stopped: store.failure !== undefined });
