import type { CalendarTexts } from '../calendar-messages.js';

const frenchCalendar: CalendarTexts = {
  'calendar.status': 'État : {status}',
  'calendar.planned': 'Prévu : {words}',
  'calendar.plannedOtherwise': 'Prévu, selon une autre version : {words}',
  'calendar.held': 'Tenue : {words}',
  'calendar.heldOtherwise': 'Tenue, selon une autre version : {words}',
  'calendar.parties': 'Parties : {parties}',
  'calendar.withoutDay': 'Aucun jour n’est au dossier.',
  'calendar.heldWithoutDay': 'Le jour où elle s’est tenue n’est pas au dossier.',
  'calendar.voided': '{name} (annulé)',
  'calendar.past': 'Ceci est un moment passé, et non le présent : {moment}.',
  'calendar.cut':
    '{count, plural, one {Il y a d’autres réunions. Ce calendrier en contient une seule.} many {Il y a d’autres réunions. Ce calendrier en contient # : d’abord celles à venir, puis les dernières, puis celles sans jour.} other {Il y a d’autres réunions. Ce calendrier en contient # : d’abord celles à venir, puis les dernières, puis celles sans jour.}}',
  'coming.coming': '{person} : vient',
  'coming.not-coming': '{person} : ne vient pas',
  'coming.unclear': '{person} : venue incertaine',
  'coming.unanswered': '{person} : aucune réponse au dossier',
  'coming.earlier':
    '{count, plural, one {{person} : # déclaration antérieure au dossier} many {{person} : # déclarations antérieures au dossier} other {{person} : # déclarations antérieures au dossier}}',
  'coming.coming.by': '{person} : vient, selon {speaker}',
  'coming.not-coming.by': '{person} : ne vient pas, selon {speaker}',
  'coming.unclear.by': '{person} : venue incertaine, selon {speaker}',
  'coming.unanswered.by': '{person} : n’a pas répondu, selon {speaker}',
};
export default frenchCalendar;
