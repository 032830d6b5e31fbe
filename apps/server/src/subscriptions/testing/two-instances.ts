import { Unavailable } from '#event-store/event-store.js';
import { EU_LADDER as ladder } from '#domain/marking.js';
import type { Caller } from '../../access/caller.js';
import { LastRequests } from '../last-requests.js';
import { type Feed, OwnerNotes } from '../owner-notes.js';

export const SECRET = 'a secret of some length';
export const DAY = 86_400_000;

export const ana = (
  level = 'secret',
  compartments: readonly string[] = ['trade'],
  roles: Caller['roles'] = ['reader'],
) => ({
  recorder: { issuer: 'https://login.example.org', subject: 'ana', name: 'Ana' },
  clearance: { level, compartments },
  roles,
  everywhere: false,
});

type Numbers = 'now' | 'ticks' | 'looks' | 'writes' | 'warnings';
type Faults = 'isDown' | 'isFull';
export const feed = (id: string): Feed => ({ id, language: 'en', madeAt: 0, keyMadeAt: 0, mac: 'x' });

/** Two instances that share their notes. `meanwhile`: what the other one does after this one has read a last request. */
export const twoInstances = () => {
  const notes = new Map<string, string>();
  const state: { meanwhile?: (() => Promise<void>) | undefined } & Record<Numbers, number> & Record<Faults, boolean> = {
    now: 1_000 * DAY,
    ticks: 0,
    isDown: false,
    isFull: false,
    looks: 0,
    writes: 0,
    warnings: 0,
  };
  const assertUp = (isWrite = true) => {
    if (state.isDown || (isWrite && state.isFull)) throw new Unavailable('the disk is full', 'not-written');
  };
  const store = {
    noteOf: async (key: string) => {
      assertUp(false);
      state.looks++;
      const text = notes.get(key);
      if (!key.startsWith('last-request-')) return text;
      const { meanwhile } = state;
      state.meanwhile = undefined;
      await meanwhile?.();
      return text;
    },
    keepNote: async (key: string, text: string) => {
      assertUp();
      state.writes++;
      notes.set(key, text);
    },
    changeNote: async (key: string, change: (text?: string) => string | undefined) => {
      assertUp();
      const after = change(notes.get(key));
      if (after !== undefined) notes.set(key, after);
    },
  };
  const owners = new OwnerNotes(SECRET, store);
  const instance = () =>
    new LastRequests(SECRET, {
      notes: store,
      owners,
      ladder,
      now: () => state.now,
      ticks: () => state.ticks,
      log: { warn: () => void state.warnings++ },
    });
  const locator = owners.locatorOf(ana().recorder);
  return { state, notes, owners, locator, one: instance(), other: instance() };
};
