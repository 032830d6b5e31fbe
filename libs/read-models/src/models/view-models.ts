/** Every read model of views.db, as the threads load them, by address. */
export { models } from './models.js';
