import type { ReadModel } from '../projection/read-model.js';
import { things } from './things.js';
import { overview } from './overview/overview.js';
import { timeline } from './timeline/timeline.js';
import { trail } from './trail/trail.js';
import { meetings } from './meetings/meetings.js';
import { minutes } from './minutes.js';
import { proposals } from './proposals.js';
import { positions } from './positions.js';
import { statements } from './statements/statements.js';
import { measures } from './measures.js';
import { climate } from './climate/climate.js';
import { commitments } from './commitments.js';
import { disputes } from './disputes.js';
import { grants } from './grants.js';

/** Every read model: a new one is its file and one line here. */
export const models: readonly ReadModel[] = [
  trail,
  things,
  overview,
  timeline,
  meetings,
  minutes,
  proposals,
  positions,
  statements,
  measures,
  climate,
  commitments,
  disputes,
  grants,
];
