/** Every part of the bench, in the order of a whole run. */
import { audit } from './audit.mjs';
import { clearances } from './clearances.mjs';
import { eventstoredb } from './eventstoredb.mjs';
import { flat } from './flat.mjs';
import { growth } from './growth.mjs';
import { interference } from './interference.mjs';
import { login } from './login.mjs';
import { memory } from './memory.mjs';
import { moments } from './moments.mjs';
import { notices } from './notices.mjs';
import { page } from './page.mjs';
import { peer } from './peer.mjs';
import { posts } from './posts.mjs';
import { reads } from './reads.mjs';
import { rebuild } from './rebuild.mjs';
import { sharedLog } from './shared-log.mjs';
import { size } from './size.mjs';
import { start } from './start.mjs';
import { walk } from './walk.mjs';
import { writing } from './writing.mjs';

/**
 * `name`: for --only; `help`: what it measures; `size`: its default size; `onRequest`: whether a whole run leaves it out;
 * `comparesBuilds`: whether it needs the earlier build; `run(options)`: prints its lines
 */
export const PARTS = [
  reads,
  login,
  moments,
  clearances,
  size,
  rebuild,
  flat,
  start,
  writing,
  posts,
  notices,
  page,
  peer,
  interference,
  audit,
  eventstoredb,
  sharedLog,
  memory,
  growth,
  walk,
];
