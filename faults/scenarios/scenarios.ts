import type { Scenario } from '../scenario.js';
import { alteration } from './alterations.js';
import { browserVerify } from './browser-verify.js';
import { clock } from './clock.js';
import { cutStreamsScenario } from './cut-streams.js';
import { cutWalScenario } from './cut-wal.js';
import { eio } from './eio.js';
import { endlessBodies } from './endless-bodies.js';
import { fullDisk } from './full-disk.js';
import { fuzz } from './fuzz.js';
import { instances } from './instances.js';
import { interference } from './interference.js';
import { kill } from './kill.js';
import { lives } from './lives.js';
import { load } from './load.js';
import { logFaults, logFaultsInShort, logOutages } from './log-faults.js';
import { lostReplies, lostRepliesOfTwo } from './lost-replies.js';
import { model } from './model.js';
import { move } from './move.js';
import { notices } from './notices.js';
import { tamper } from './tamper.js';
import { tornLog } from './torn-log.js';
import { unreadOutput } from './unread-output.js';
import { witness } from './witness.js';

/** In the order in which `npm run faults` runs them. */
export const SCENARIOS: readonly Scenario[] = [
  fuzz,
  tornLog,
  cutWalScenario,
  lostReplies,
  lostRepliesOfTwo,
  instances,
  notices,
  logFaults,
  logFaultsInShort,
  logOutages,
  cutStreamsScenario,
  kill,
  eio,
  fullDisk,
  clock,
  model,
  interference,
  unreadOutput,
  endlessBodies,
  load,
  move,
  tamper,
  browserVerify,
  alteration,
  lives,
  witness,
];
