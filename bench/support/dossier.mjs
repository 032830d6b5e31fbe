/** The dossier of the examples, in a service. */
import { fileURLToPath } from 'node:url';
import { idOf } from '../../dist/apps/cli/src/dossier/entry-keys.js';
import { run } from './children.mjs';
import { NOW } from './service.mjs';

const CHAPTERS = ['eu-china-1-the-article.yaml', 'eu-china-2-what-followed.yaml'];
const id = (key) => idOf({ dossier: 'eu-china-rare-earths' }, key);

/** A fact about the dossier. */
export const STATEMENT = {
  speakerId: id('gill'),
  speakingForId: id('sefcovic'),
  partyId: id('eu'),
  kind: 'spokesperson-remark',
  text: 'A “high-level technical” Chinese delegation will arrive in Brussels on Thursday to engage in more substantial talks.',
  verbatim: false,
  language: 'en',
  occurredOn: '2025-10-27',
  occurredText: 'on Monday',
};

/** Records both chapters through the API, and says where its pages are. */
export const loadDossier = async (url) => {
  const files = CHAPTERS.map((name) => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url)));
  await run(process.execPath, [NOW.cli, 'load', ...files, '--url', url]);
  const talks = `/v1/negotiations/${id('talks')}`;
  return {
    id: id('talks'),
    overview: talks,
    positions: `${talks}/positions`,
    statements: `${talks}/statements`,
    statement: STATEMENT,
  };
};
