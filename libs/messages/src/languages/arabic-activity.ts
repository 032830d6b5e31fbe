import type { ActivityTexts } from '../activity-messages.js';

const arabicActivity: ActivityTexts = {
  'activity.title': '{name}: أحدث ما سُجِّل',
  'activity.date': 'التاريخ: {words}',
  'activity.corrected': 'صُحِّح بعد تسجيله.',
  'activity.cut':
    '{count, plural, zero {في السجل المزيد.} one {في السجل المزيد. في هذه الخلاصة آخر واقعة.} two {في السجل المزيد. في هذه الخلاصة آخر واقعتين.} few {في السجل المزيد. في هذه الخلاصة آخر # وقائع.} many {في السجل المزيد. في هذه الخلاصة آخر # واقعة.} other {في السجل المزيد. في هذه الخلاصة آخر # واقعة.}}',
};
export default arabicActivity;
