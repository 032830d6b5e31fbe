import { lazily } from '../lazily.js';

/** Nobody opens a drawer at once, so it is loaded after the screen. */
export const Drawer = lazily(async () => (await import('./drawer.js')).Drawer, 'div');
