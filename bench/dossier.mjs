import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { idOf } from '../dist/apps/cli/src/dossier/entry-keys.js';
import { logConfig } from '../dist/libs/config/src/log-config.js';
import { openEventStore } from '../dist/libs/event-store/src/engines.js';
import { seal } from '../dist/libs/ledger/src/entry.js';
import { isCheckpointStream } from '../dist/libs/ledger/src/storage/checkpoint-stream.js';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const CHAPTERS = ['eu-china-1-the-article.yaml', 'eu-china-2-what-followed.yaml'];
const id = (key) => idOf({ dossier: 'eu-china-rare-earths' }, key);

/** Records both chapters through the API, and says where a load goes. */
export const loadDossier = async (url) => {
  const cli = here('../dist/bin/rapporteur.js');
  await promisify(execFile)(process.execPath, [
    cli,
    'load',
    ...CHAPTERS.map((name) => here(`../examples/${name}`)),
    '--url',
    url,
  ]);
  const talks = `/v1/negotiations/${id('talks')}`;
  return {
    id: id('talks'),
    overview: talks,
    positions: `${talks}/positions`,
    statements: `${talks}/statements`,
    statement: {
      speakerId: id('gill'),
      speakingForId: id('sefcovic'),
      partyId: id('eu'),
      kind: 'spokesperson-remark',
      text: 'A “high-level technical” Chinese delegation will arrive in Brussels on Thursday to engage in more substantial talks.',
      verbatim: false,
      language: 'en',
      occurredOn: '2025-10-27',
      occurredText: 'on Monday',
    },
  };
};

/**
 * Fills a new log with the events of another, over and over, each time under other ids, until it has as many as asked.
 * `within`: the id of a negotiation to which all of them belong; without it, each time another.
 */
export const multiply = async (from, to, count, within) => {
  const source = await openEventStore(logConfig(from), 'reader');
  const events = [];
  for await (const batch of source.readAll())
    events.push(...batch.events.filter(({ stream }) => !isCheckpointStream(stream)));
  await source.close();

  const target = await openEventStore(logConfig(to), 'owner');
  for (let made = 0, round = 0; made < count; round++) {
    const ids = new Map(within === undefined ? [] : [[within, within]]);
    const other = (text) =>
      text.replaceAll(
        /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g,
        (old) => ids.get(old) ?? ids.set(old, randomUUID()).get(old),
      );
    const streams = new Map();
    const told = round === 0 ? events : events.filter(({ stream }) => stream !== `negotiation-${within}`);
    for (const event of told.slice(0, count - made)) {
      const { stream, revision, type } = event;
      const next = {
        id: other(event.id),
        stream: other(stream),
        revision,
        type,
        data: other(event.data),
        metadata: other(event.metadata),
      };
      streams.set(next.stream, [...(streams.get(next.stream) ?? []), { ...next, ...seal(next) }]);
      made++;
    }
    await Promise.all([...streams].map(([stream, group]) => target.append(stream, group, { expected: 'no-stream' })));
  }
  await target.close();
};
