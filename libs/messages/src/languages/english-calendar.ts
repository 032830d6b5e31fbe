import type { CalendarTexts } from '../calendar-messages.js';

const englishCalendar: CalendarTexts = {
  'calendar.status': 'Status: {status}',
  'calendar.planned': 'Planned: {words}',
  'calendar.plannedOtherwise': 'Planned, by another account: {words}',
  'calendar.held': 'Held: {words}',
  'calendar.heldOtherwise': 'Held, by another account: {words}',
  'calendar.parties': 'Parties: {parties}',
  'calendar.withoutDay': 'No day is on record.',
  'calendar.latest':
    '{count, plural, one {Only the latest meeting is in this calendar.} other {Only the latest # meetings are in this calendar.}}',
  'coming.coming': '{person}: coming',
  'coming.not-coming': '{person}: not coming',
  'coming.unclear': '{person}: unclear whether coming',
  'coming.unanswered': '{person}: no answer on record',
  'coming.coming.by': '{person}: coming, according to {speaker}',
  'coming.not-coming.by': '{person}: not coming, according to {speaker}',
  'coming.unclear.by': '{person}: unclear whether coming, according to {speaker}',
  'coming.unanswered.by': '{person}: has not answered, according to {speaker}',
};
export default englishCalendar;
