import type { DryRunTexts } from '../dry-run-messages.js';

const frenchDryRuns: DryRunTexts = {
  'dryRun.corrected': 'Le dossier dirait alors : {fact}',
  'dryRun.restored': 'Ceci compterait de nouveau : {fact}',
  'dryRun.voided': 'Ceci ne compterait plus : {fact}',
  'dryRun.nothing': 'Le dossier de « {thing} » serait corrigé.',
  'dryRun.marked': '« {thing} » recevrait la marque {marking}.',
  'dryRun.approved': 'Il serait approuvé que « {thing} » reçoive la marque {marking}.',
  'dryRun.approvalWithdrawn': 'L’approbation d’une marque plus basse de « {thing} » serait retirée.',
  'dryRun.granted': '{name} aurait accès à la négociation.',
  'dryRun.revoked': 'L’accès de {name} à la négociation prendrait fin.',
};
export default frenchDryRuns;
