import { commitment } from './commitment.js';
import type { Decider } from './decider.js';
import { dispute } from './dispute.js';
import { grant } from './grant.js';
import type { Kind } from './ids.js';
import { issue } from './issue.js';
import { checkpoint, ledger } from './ledger.js';
import { measure } from './measure.js';
import { meeting } from './meeting.js';
import { minutes } from './minutes.js';
import { negotiation } from './negotiation.js';
import { party } from './party.js';
import { position } from './position.js';
import { proposal } from './proposal.js';
import { representative } from './representative.js';
import { statement } from './statement.js';

/** The rules of every kind of thing. */
export const deciders: Readonly<Record<Kind, Decider>> = {
  negotiation,
  party,
  representative,
  issue,
  meeting,
  minutes,
  statement,
  position,
  measure,
  commitment,
  proposal,
  dispute,
  grant,
  ledger,
  checkpoint,
};
