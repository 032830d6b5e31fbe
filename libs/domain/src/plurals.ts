import type { Kind } from './ids.js';

/** Each kind as it stands in an address. */
export const PLURALS = {
  negotiation: 'negotiations',
  party: 'parties',
  representative: 'representatives',
  issue: 'issues',
  meeting: 'meetings',
  minutes: 'minutes',
  statement: 'statements',
  position: 'positions',
  measure: 'measures',
  commitment: 'commitments',
  proposal: 'proposals',
  dispute: 'disputes',
  grant: 'grants',
  ledger: 'ledgers',
  checkpoint: 'checkpoints',
} as const satisfies Record<Kind, string>;
