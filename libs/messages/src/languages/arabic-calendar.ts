import type { CalendarTexts } from '../calendar-messages.js';

const arabicCalendar: CalendarTexts = {
  'calendar.status': 'الحالة: {status}',
  'calendar.planned': 'الموعد المقرر: {words}',
  'calendar.plannedOtherwise': 'الموعد المقرر وفق رواية أخرى: {words}',
  'calendar.held': 'الانعقاد: {words}',
  'calendar.heldOtherwise': 'الانعقاد وفق رواية أخرى: {words}',
  'calendar.parties': 'الأطراف: {parties}',
  'calendar.withoutDay': 'لا يوم في السجل.',
  'calendar.heldWithoutDay': 'يوم الانعقاد غير مسجل.',
  'calendar.voided': '{name} (مبطل)',
  'calendar.past': 'هذه لحظة ماضية وليست الحاضر: {moment}.',
  'calendar.cut':
    '{count, plural, zero {هناك اجتماعات أخرى لا ترد في هذا التقويم.} one {هناك اجتماعات أخرى. في هذا التقويم اجتماع واحد منها.} two {هناك اجتماعات أخرى. في هذا التقويم اجتماعان منها.} few {هناك اجتماعات أخرى. في هذا التقويم # منها: القادمة أولًا، ثم الأحدث، ثم ما لا يوم له.} many {هناك اجتماعات أخرى. في هذا التقويم # منها: القادمة أولًا، ثم الأحدث، ثم ما لا يوم له.} other {هناك اجتماعات أخرى. في هذا التقويم # منها: القادمة أولًا، ثم الأحدث، ثم ما لا يوم له.}}',
  'coming.coming': '{person}: حضور',
  'coming.not-coming': '{person}: عدم حضور',
  'coming.unclear': '{person}: الحضور غير واضح',
  'coming.unanswered': '{person}: لا رد في السجل',
  'coming.earlier':
    '{count, plural, zero {{person}: لا أقوال سابقة} one {{person}: قول سابق واحد في السجل} two {{person}: قولان سابقان في السجل} few {{person}: # أقوال سابقة في السجل} many {{person}: # قولًا سابقًا في السجل} other {{person}: # قول سابق في السجل}}',
  'coming.coming.by': '{person}: حضور، بحسب {speaker}',
  'coming.not-coming.by': '{person}: عدم حضور، بحسب {speaker}',
  'coming.unclear.by': '{person}: الحضور غير واضح، بحسب {speaker}',
  'coming.unanswered.by': '{person}: لا رد بعد، بحسب {speaker}',
};
export default arabicCalendar;
