import type { DryRunTexts } from '../dry-run-messages.js';

const chineseDryRuns: DryRunTexts = {
  'dryRun.corrected': '记录将改为：{fact}',
  'dryRun.restored': '以下内容将重新生效：{fact}',
  'dryRun.voided': '以下内容将不再有效：{fact}',
  'dryRun.nothing': '“{thing}”的记录将被更正。',
  'dryRun.marked': '“{thing}”的密级将标为{marking}。',
  'dryRun.approved': '将批准把“{thing}”的密级标为{marking}。',
  'dryRun.approvalWithdrawn': '将撤回对降低“{thing}”密级的批准。',
  'dryRun.granted': '{name}将获得查阅该谈判的权限。',
  'dryRun.revoked': '{name}查阅该谈判的权限将终止。',
};
export default chineseDryRuns;
