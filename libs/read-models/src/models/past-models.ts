/** Every read model of a past moment, as the thread of replays loads them, by address. */
export { models } from './replayed-models.js';
