import type { CalendarTexts } from '../calendar-messages.js';

const arabicCalendar: CalendarTexts = {
  'calendar.status': 'الحالة: {status}',
  'calendar.planned': 'الموعد المقرر: {words}',
  'calendar.plannedOtherwise': 'الموعد المقرر وفق رواية أخرى: {words}',
  'calendar.held': 'الانعقاد: {words}',
  'calendar.heldOtherwise': 'الانعقاد وفق رواية أخرى: {words}',
  'calendar.parties': 'الأطراف: {parties}',
  'calendar.withoutDay': 'لا يوم في السجل.',
  'calendar.latest':
    '{count, plural, zero {لا اجتماع في هذا التقويم.} one {في هذا التقويم آخر اجتماع فقط.} two {في هذا التقويم آخر اجتماعين فقط.} few {في هذا التقويم آخر # اجتماعات فقط.} many {في هذا التقويم آخر # اجتماعًا فقط.} other {في هذا التقويم آخر # اجتماع فقط.}}',
  'coming.coming': '{person}: حضور',
  'coming.not-coming': '{person}: عدم حضور',
  'coming.unclear': '{person}: الحضور غير واضح',
  'coming.unanswered': '{person}: لا رد في السجل',
  'coming.coming.by': '{person}: حضور، بحسب {speaker}',
  'coming.not-coming.by': '{person}: عدم حضور، بحسب {speaker}',
  'coming.unclear.by': '{person}: الحضور غير واضح، بحسب {speaker}',
  'coming.unanswered.by': '{person}: لا رد بعد، بحسب {speaker}',
};
export default arabicCalendar;
