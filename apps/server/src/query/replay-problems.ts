import type { Clearance } from '#domain/marking.js';
import type { Scope } from '#read-models/routes/scope.js';
import { Problem } from '../http/problem.js';

/** What rows show, and to whom; undefined: to those cleared for everything. */
export type Shown = Readonly<{ clearance: Clearance | undefined; scope: Scope }>;

/** Two clearances that see the same share what is kept. */
export const nameOf = (clearance: Clearance | undefined): string =>
  clearance === undefined ? '' : JSON.stringify([clearance.level, ...[...new Set(clearance.compartments)].sort()]);

export const inProgress = (what: string) =>
  new Problem('replay-in-progress', `${what} Ask again shortly.`, { headers: { 'retry-after': '5' } });

export const replayBusy = () =>
  new Problem('replay-busy', 'Too many past moments are being replayed. Try again shortly.', {
    headers: { 'retry-after': '5' },
  });

export const stopping = () =>
  new Problem('replay-busy', 'The service is shutting down. Try again once it has started again.', {
    headers: { 'retry-after': '5' },
  });
