import type { BriefTexts } from '../brief-messages.js';

const provisions = (what: string) =>
  `{actor}: {count, plural, one {a provision} other {# provisions}} ${what} ({measures}).`;
const position = (what: string) => `{party}, on “{issue}”: ${what}.`;

const englishBrief: BriefTexts = {
  'brief.heading': 'Brief for a meeting',
  'brief.asOf': 'As on record for {days}',
  'brief.at.happenedBy': 'What had happened by the end of {days} (UTC)',
  'brief.at.knownAt': 'As known at the end of {days} (UTC)',
  'brief.at.asOf': 'As on record at the end of {days} (UTC)',
  'brief.at.knownAt.instant': 'As known at {instant}',
  'brief.at.asOf.instant': 'As on record at {instant}',
  'brief.section.meeting': 'The meeting',
  'brief.section.coming': 'Who comes, and on whose word',
  'brief.section.positions': 'Positions',
  'brief.section.measures': 'Measures',
  'brief.section.pledges': 'Pledges',
  'brief.section.statements': 'Said lately',
  'brief.section.disputes': 'Accounts that contradict each other',
  'brief.section.sources': 'Sources',
  'brief.position.demand': position('demand'),
  'brief.position.offer': position('offer'),
  'brief.position.reservation': position('reservation'),
  'brief.position.red-line': position('red line'),
  'brief.position.acceptance': position('acceptance'),
  'brief.position.held': position('a position of no known kind'),
  'brief.position.withdrawn': position('position withdrawn'),
  'brief.scope.private': 'Said in private.',
  'brief.scope.assessed': 'By our assessment.',
  'brief.force.in-force': provisions('in force'),
  'brief.force.in-force.since': provisions('in force since {days}'),
  'brief.force.not-yet': provisions('not yet in force'),
  'brief.force.not-yet.from': provisions('not yet in force, announced for {days}'),
  'brief.force.suspended': provisions('suspended'),
  'brief.force.suspended.since': provisions('suspended since {days}'),
  'brief.force.expired': provisions('expired'),
  'brief.force.removed': provisions('removed'),
  'brief.force.not-affected': provisions('affecting none of the parties'),
  'brief.force.unknown': provisions('of which the record does not say whether they are in force'),
  'brief.pledge.open': 'Open, pledged by {parties}.',
  'brief.pledge.overdue': 'Overdue, pledged by {parties}.',
  'brief.pledge.disputed': 'Disputed, pledged by {parties}.',
  'brief.none.coming': '{party}: the record does not say who comes.',
  'brief.none.parties': 'The record does not say which parties meet.',
  'brief.none.issues': 'The record does not say what the meeting is about.',
  'brief.none.position': '{party}, on “{issue}”: no position on record.',
  'brief.none.redLine': 'No red line on these issues is on record.',
  'brief.none.moved': 'No move of these positions is on record since “{meeting}” ({days}).',
  'brief.none.lastMeeting': 'No earlier meeting is on record.',
  'brief.none.measures': 'No measure of these parties is on record.',
  'brief.none.pledges': 'No open pledge of these parties is on record.',
  'brief.none.statements': 'On “{issue}”: no statement on record.',
  'brief.none.disputes': 'No open contradiction is on record.',
  'brief.notShown': '{count, plural, one {# more is not shown.} other {# more are not shown.}}',
  'brief.notShown.issues':
    '{count, plural, one {Left out: # more issue of this meeting.} other {Left out: # more issues of this meeting.}}',
  'brief.notShown.statements':
    '{count, plural, one {On “{issue}”: # earlier statement is not shown.} other {On “{issue}”: # earlier statements are not shown.}}',
  'brief.notLookedAt':
    '{count, plural, one {# earlier measure was not looked at.} other {# earlier measures were not looked at.}}',
  'brief.about': 'On “{thing}”',
  'brief.disputed': 'Accounts of this meeting contradict each other: see below.',
  'brief.ungraded': 'not graded',
  'brief.fromTheRecord':
    'Made from the record alone, by fixed rules. What the record does not hold is said to be missing.',
};
export default englishBrief;
