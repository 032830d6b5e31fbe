import type { ReadModel } from '../projection/read-model.js';
import { models as views } from './models.js';
import { onlyNames } from './trail/only-names.js';
import { trail } from './trail/trail.js';

/** Every read model of a past moment: those of views.db, the trail, which is now in the index of the log, and what only names something. */
export const models: readonly ReadModel[] = [trail, onlyNames, ...views];
