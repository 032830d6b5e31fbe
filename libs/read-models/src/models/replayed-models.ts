import type { ReadModel } from '../projection/read-model.js';
import { models as views } from './models.js';
import { trail } from './trail/trail.js';

/** Every read model of a past moment: those of views.db, and the trail, which is now in the index of the log. */
export const models: readonly ReadModel[] = [trail, ...views];
