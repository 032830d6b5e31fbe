import type { DryRunTexts } from '../dry-run-messages.js';

const englishDryRuns: DryRunTexts = {
  'dryRun.corrected': 'The record would then say: {fact}',
  'dryRun.restored': 'This would count again: {fact}',
  'dryRun.voided': 'This would no longer count: {fact}',
  'dryRun.nothing': 'The record of “{thing}” would be corrected.',
  'dryRun.marked': '“{thing}” would be marked {marking}.',
  'dryRun.approved': 'It would be approved that “{thing}” is marked {marking}.',
  'dryRun.approvalWithdrawn': 'The approval of a lower marking of “{thing}” would be withdrawn.',
  'dryRun.granted': '{name} would be given access to the negotiation.',
  'dryRun.revoked': 'The access of {name} to the negotiation would end.',
};
export default englishDryRuns;
