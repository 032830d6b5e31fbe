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

const MB = 1024 * 1024;

/** A comparison takes more memory than it may use. Only administrators are told the setting. */
export class ReplayTooLarge extends Problem {
  constructor(private readonly most: number) {
    super(
      'replay-too-large',
      'These moments differ by more than the service has memory for. Ask for single pages at both moments instead of their difference, or for earlier moments. Or ask an administrator of the service to allow more.',
    );
  }

  forAdministrator(): Problem {
    const { message, most } = this;
    const setting = ` Or set REPLAY_MEMORY_MB, which is ${Math.round(most / MB)} MB, to more.`;
    return new Problem('replay-too-large', message.replace(/ Or ask .*$/, setting));
  }
}
