import type { CalendarTexts } from '../calendar-messages.js';

const frenchCalendar: CalendarTexts = {
  'calendar.status': 'État : {status}',
  'calendar.planned': 'Prévu : {words}',
  'calendar.plannedOtherwise': 'Prévu, selon une autre version : {words}',
  'calendar.held': 'Tenue : {words}',
  'calendar.heldOtherwise': 'Tenue, selon une autre version : {words}',
  'calendar.parties': 'Parties : {parties}',
  'calendar.withoutDay': 'Aucun jour n’est au dossier.',
  'calendar.latest':
    '{count, plural, one {Seule la dernière réunion figure dans ce calendrier.} many {Seules les # dernières réunions figurent dans ce calendrier.} other {Seules les # dernières réunions figurent dans ce calendrier.}}',
  'coming.coming': '{person} : vient',
  'coming.not-coming': '{person} : ne vient pas',
  'coming.unclear': '{person} : venue incertaine',
  'coming.unanswered': '{person} : aucune réponse au dossier',
  'coming.coming.by': '{person} : vient, selon {speaker}',
  'coming.not-coming.by': '{person} : ne vient pas, selon {speaker}',
  'coming.unclear.by': '{person} : venue incertaine, selon {speaker}',
  'coming.unanswered.by': '{person} : n’a pas répondu, selon {speaker}',
};
export default frenchCalendar;
