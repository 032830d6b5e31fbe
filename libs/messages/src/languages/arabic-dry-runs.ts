import type { DryRunTexts } from '../dry-run-messages.js';

const arabicDryRuns: DryRunTexts = {
  'dryRun.corrected': 'سيصبح نص السجل: {fact}',
  'dryRun.restored': 'سيُعتد من جديد بما يلي: {fact}',
  'dryRun.voided': 'لن يُعتد بعد ذلك بما يلي: {fact}',
  'dryRun.nothing': 'سيُصحح سجل «{thing}».',
  'dryRun.marked': 'ستصبح درجة سرية «{thing}»: {marking}.',
  'dryRun.approved': 'ستتم الموافقة على أن تكون درجة سرية «{thing}»: {marking}.',
  'dryRun.approvalWithdrawn': 'ستُسحب الموافقة على خفض درجة سرية «{thing}».',
  'dryRun.granted': 'سيُمنح {name} إمكانية الاطلاع على المفاوضات.',
  'dryRun.revoked': 'ستنتهي إمكانية اطلاع {name} على المفاوضات.',
};
export default arabicDryRuns;
