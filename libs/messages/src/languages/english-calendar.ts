import type { CalendarTexts } from '../calendar-messages.js';

const englishCalendar: CalendarTexts = {
  'calendar.status': 'Status: {status}',
  'calendar.planned': 'Planned: {words}',
  'calendar.plannedOtherwise': 'Planned, by another account: {words}',
  'calendar.held': 'Held: {words}',
  'calendar.heldOtherwise': 'Held, by another account: {words}',
  'calendar.parties': 'Parties: {parties}',
  'calendar.withoutDay': 'No day is on record.',
  'calendar.heldWithoutDay': 'The day on which it was held is not on record.',
  'calendar.voided': '{name} (voided)',
  'calendar.past': 'This is a past moment, and not the present: {moment}.',
  'calendar.cut':
    '{count, plural, one {There are more meetings. This calendar has one of them.} other {There are more meetings. This calendar has # of them: first those to come, then the latest, then those without a day.}}',
  'coming.coming': '{person}: coming',
  'coming.not-coming': '{person}: not coming',
  'coming.unclear': '{person}: unclear whether coming',
  'coming.unanswered': '{person}: no answer on record',
  'coming.earlier':
    '{count, plural, one {{person}: # earlier statement is on record} other {{person}: # earlier statements are on record}}',
  'coming.coming.by': '{person}: coming, according to {speaker}',
  'coming.not-coming.by': '{person}: not coming, according to {speaker}',
  'coming.unclear.by': '{person}: unclear whether coming, according to {speaker}',
  'coming.unanswered.by': '{person}: has not answered, according to {speaker}',
};
export default englishCalendar;
