/** What it costs that many clearances read, while the log grows as fast as it can. */
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { forkModule, newFolder } from '../support/children.mjs';
import { dossierLog, eventsIn, makeLog, writeLog } from '../support/logs.mjs';
import { atLeast, atMost, columns, MB, ms, number, ratio, row } from '../support/report.mjs';
import { median } from '../support/statistics.mjs';
import { inTurns, ratiosOf } from '../support/turns.mjs';

const FOLLOWER = fileURLToPath(new URL('../servers/follower.mjs', import.meta.url));
const EVENTS = 50_000;
/** What is there before it is measured. */
const FIRST = 500;
const FEW = 1;
const MANY = 20;

const followed = async ({ clearances, events, negotiationId }) => {
  const dataDir = newFolder(`clearances-${clearances}`);
  await writeLog(dataDir, events.slice(0, FIRST), FIRST);
  const follower = await forkModule(FOLLOWER, {}, [dataDir, negotiationId, String(clearances)]);
  const { child } = follower;
  const ask = async (message) => {
    const answer = once(child, 'message');
    child.send(message);
    return (await answer)[0];
  };
  await ask(FIRST - 1);
  const began = performance.now();
  const done = ask(events.length - 1);
  await writeLog(dataDir, events.slice(FIRST), events.length - FIRST);
  const { pages, page } = await done;
  const rate = ((events.length - FIRST) * 1_000) / (performance.now() - began);
  if (pages < clearances) throw new Error(`only ${pages} pages were read: give it more events`);
  const memory = follower.peak();
  const ended = once(child, 'exit');
  child.send('end');
  await ended;
  return { rate, memory, page };
};

export const clearances = {
  name: 'clearances',
  help: `${MANY} clearances that read in turn, beside ${FEW}, while the log grows`,
  size: `${number(EVENTS)} events in one negotiation`,
  run: async ({ events: count = EVENTS, rounds }) => {
    const [{ dataDir }, { id }] = await Promise.all([makeLog({ count }), dossierLog()]);
    const events = await eventsIn(dataDir);
    const candidates = [FEW, MANY].map((clearances) => ({ name: String(clearances), clearances }));
    const found = await inTurns(candidates, rounds, ({ clearances }) =>
      followed({ clearances, events, negotiationId: id }),
    );
    columns('', `${MANY} clearances`, `${FEW} clearance`, 'ratio', 'over rounds');
    const print = (name, figure, told, barOf) => {
      const { ratio: share, range } = ratiosOf(found[MANY][figure], found[FEW][figure]);
      const cells = [MANY, FEW].map((one) => told(median(found[one][figure])));
      row(name, ...cells, ratio(share), range, ...(barOf ? [barOf(share)] : []));
    };
    print(
      'projection',
      'rate',
      (rate) => `${number(rate)} events/s`,
      (share) => atLeast(0.9, share),
    );
    print('most memory', 'memory', MB, (share) => atMost(1.1, share));
    print('a page of 50', 'page', ms);
  },
};
