import type { Catalogue } from '../messages.js';
import frenchDryRuns from './french-dry-runs.js';
import frenchTitles from './french-titles.js';
import frenchDates from './french-dates.js';
import frenchBrief from './french-brief.js';
import frenchActivity from './french-activity.js';
import frenchCalendar from './french-calendar.js';
import frenchChanges from './french-changes.js';
import frenchFacts from './french-facts.js';

/** The name of a party stands alone: within a sentence it would need its article. */
const provisions = (one: string, other: string) =>
  `{actor} : {count, plural, one {une disposition ${one}} many {# dispositions ${other}} other {# dispositions ${other}}} ({measures}).`;

const french: Catalogue = {
  ...frenchFacts,
  ...frenchChanges,
  ...frenchActivity,
  ...frenchCalendar,
  ...frenchBrief,
  'list.more': '{count, plural, one {# autre} many {# autres} other {# autres}}',
  'list.moreMeasures': '{count, plural, one {# autre mesure} many {# autres mesures} other {# autres mesures}}',
  'headline.changed.inForce': provisions('est en vigueur depuis le {days}', 'sont en vigueur depuis le {days}'),
  'headline.changed.inForceAfterSuspension':
    '{actor} : {count, plural, one {la suspension d’une disposition a pris fin ; elle est en vigueur} many {la suspension de # dispositions a pris fin ; elles sont en vigueur} other {la suspension de # dispositions a pris fin ; elles sont en vigueur}} depuis le {days} ({measures}).',
  'headline.changed.inForceAgain': provisions(
    'est de nouveau en vigueur depuis le {days}',
    'sont de nouveau en vigueur depuis le {days}',
  ),
  'headline.changed.suspended': provisions('est suspendue depuis le {days}', 'sont suspendues depuis le {days}'),
  'headline.changed.expired': provisions(
    'a expiré et n’est plus en vigueur depuis le {days}',
    'ont expiré et ne sont plus en vigueur depuis le {days}',
  ),
  'headline.changed.removed': provisions(
    'a été levée et n’est plus en vigueur depuis le {days}',
    'ont été levées et ne sont plus en vigueur depuis le {days}',
  ),
  'headline.changed.unknown': provisions('est d’état inconnu depuis le {days}', 'sont d’état inconnu depuis le {days}'),
  'headline.due.inForce': provisions('doit entrer en vigueur le {days}', 'doivent entrer en vigueur le {days}'),
  'headline.due.inForceAfterSuspension':
    '{actor} : {count, plural, one {la suspension d’une disposition doit prendre fin ; elle sera en vigueur} many {la suspension de # dispositions doit prendre fin ; elles seront en vigueur} other {la suspension de # dispositions doit prendre fin ; elles seront en vigueur}} à partir du {days} ({measures}).',
  'headline.due.inForceAgain': provisions(
    'doit être de nouveau en vigueur à partir du {days}',
    'doivent être de nouveau en vigueur à partir du {days}',
  ),
  'headline.due.suspended': provisions(
    'doit être suspendue à partir du {days}',
    'doivent être suspendues à partir du {days}',
  ),
  'headline.due.expired': provisions(
    'doit expirer et ne plus être en vigueur à partir du {days}',
    'doivent expirer et ne plus être en vigueur à partir du {days}',
  ),
  'headline.due.removed': provisions(
    'doit être levée et ne plus être en vigueur à partir du {days}',
    'doivent être levées et ne plus être en vigueur à partir du {days}',
  ),
  'headline.meeting': 'La prochaine réunion est prévue le {days} : {title}.',
  'headline.meetingInWords': 'La prochaine réunion est prévue, sans jour fixé, « {words} » : {title}.',
  'headline.meetingWithoutDay': 'La prochaine réunion est prévue, sans jour fixé : {title}.',
  'headline.noMeeting': 'Aucune réunion prévue n’est au dossier.',
  'headline.position.taken': '{party} a pris position sur « {issue} », {days}.',
  'headline.position.hardened': '{party} a durci sa position sur « {issue} », {days}.',
  'headline.position.softened': '{party} a assoupli sa position sur « {issue} », {days}.',
  'headline.position.reframed': '{party} a reformulé sa position sur « {issue} », {days}.',
  'headline.position.withdrawn': '{party} a retiré sa position sur « {issue} », {days}.',
  ...frenchDates,
  ...frenchDryRuns,
  ...frenchTitles,
};
export default french;
