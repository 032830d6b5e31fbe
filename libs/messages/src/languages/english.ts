import type { Catalogue } from '../messages.js';
import englishDryRuns from './english-dry-runs.js';
import englishTitles from './english-titles.js';
import englishDates from './english-dates.js';
import englishBrief from './english-brief.js';
import englishActivity from './english-activity.js';
import englishCalendar from './english-calendar.js';
import englishChanges from './english-changes.js';
import englishFacts from './english-facts.js';

const provisions = (one: string, other: string) =>
  `{count, plural, one {A provision of {actor} ${one}: {measures}.} other {# provisions of {actor} ${other}: {measures}.}}`;

const english: Catalogue = {
  ...englishFacts,
  ...englishChanges,
  ...englishActivity,
  ...englishCalendar,
  ...englishBrief,
  'list.more': '{count, plural, one {# more} other {# more}}',
  'list.moreMeasures': '{count, plural, one {# more measure} other {# more measures}}',
  'headline.changed.inForce': provisions('has been in force since {days}', 'have been in force since {days}'),
  'headline.changed.inForceAfterSuspension':
    '{count, plural, one {The suspension of a provision of {actor} has ended: it has been in force since {days} ({measures}).} other {The suspension of # provisions of {actor} has ended: they have been in force since {days} ({measures}).}}',
  'headline.changed.inForceAgain': provisions(
    'has been in force again since {days}',
    'have been in force again since {days}',
  ),
  'headline.changed.suspended': provisions('has been suspended since {days}', 'have been suspended since {days}'),
  'headline.changed.expired': provisions(
    'has expired, and has not been in force since {days}',
    'have expired, and have not been in force since {days}',
  ),
  'headline.changed.removed': provisions(
    'was removed, and has not been in force since {days}',
    'were removed, and have not been in force since {days}',
  ),
  'headline.changed.unknown':
    '{count, plural, one {Since {days}, it has been unknown whether a provision of {actor} is in force: {measures}.} other {Since {days}, it has been unknown whether # provisions of {actor} are in force: {measures}.}}',
  'headline.due.inForce': provisions('is due to enter into force on {days}', 'are due to enter into force on {days}'),
  'headline.due.inForceAfterSuspension':
    '{count, plural, one {The suspension of a provision of {actor} is due to end: it is to be in force from {days} ({measures}).} other {The suspension of # provisions of {actor} is due to end: they are to be in force from {days} ({measures}).}}',
  'headline.due.inForceAgain': provisions(
    'is due to be in force again from {days}',
    'are due to be in force again from {days}',
  ),
  'headline.due.suspended': provisions('is due to be suspended from {days}', 'are due to be suspended from {days}'),
  'headline.due.expired': provisions(
    'is due to expire, and not to be in force from {days}',
    'are due to expire, and not to be in force from {days}',
  ),
  'headline.due.removed': provisions(
    'is due to be removed, and not to be in force from {days}',
    'are due to be removed, and not to be in force from {days}',
  ),
  'headline.meeting': 'The next meeting is planned for {days}: {title}.',
  'headline.meetingInWords': 'The next meeting is planned, without a day, for “{words}”: {title}.',
  'headline.meetingWithoutDay': 'The next meeting is planned, without a day: {title}.',
  'headline.noMeeting': 'No planned meeting is on record.',
  'headline.position.taken': '{party} took a position on “{issue}”, {days}.',
  'headline.position.hardened': '{party} hardened its position on “{issue}”, {days}.',
  'headline.position.softened': '{party} softened its position on “{issue}”, {days}.',
  'headline.position.reframed': '{party} reframed its position on “{issue}”, {days}.',
  'headline.position.withdrawn': '{party} withdrew its position on “{issue}”, {days}.',
  ...englishDates,
  ...englishDryRuns,
  ...englishTitles,
};
export default english;
