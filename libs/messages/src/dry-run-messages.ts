import type { Kind } from './parameters.js';

/** What a command would record, if it is no fact: `fact` is the sentence of a fact. */
export const DRY_RUN_MESSAGES = {
  'dryRun.corrected': { fact: 'text' },
  'dryRun.restored': { fact: 'text' },
  'dryRun.voided': { fact: 'text' },
  'dryRun.nothing': { thing: 'text' },
  'dryRun.marked': { thing: 'text', marking: 'text' },
  'dryRun.approved': { thing: 'text', marking: 'text' },
  'dryRun.approvalWithdrawn': { thing: 'text' },
  'dryRun.granted': { name: 'text' },
  'dryRun.revoked': { name: 'text' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Kind>>>>;
export type DryRunTexts = Readonly<Record<keyof typeof DRY_RUN_MESSAGES, string>>;
