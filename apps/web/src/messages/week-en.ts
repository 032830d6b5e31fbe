/** The texts of the week, loaded with it. The other languages have the same messages with the same parameters. */
const english = {
  'week.skip': 'Skip to the week',
  'week.loading': 'Reading the meetings of the week',
  'week.headline':
    '{count, plural, =0 {Nothing is set for this week} one {# meeting this week} other {# meetings this week}}',
  'week.headlineOther':
    '{count, plural, =0 {Nothing is set for {week}} one {# meeting in {week}} other {# meetings in {week}}}',
  'week.headlinePast':
    '{count, plural, =0 {No meeting is on record for {week}} one {# meeting, {week}} other {# meetings, {week}}}',
  'week.perhaps':
    '{count, plural, one {# more may fall into it: its date is vague.} other {# more may fall into it: their dates are vague.}}',
  'week.nextIs': 'Next: {title}, {day}.',
  'week.nextNone': 'No later meeting with a day is on record.',
  'week.nextUnread':
    'There is more on record than was read here, and none of it begins after this week. Look in the negotiations themselves.',
  'week.zone': 'Days and hours are those of your zone: {zone}.',
  'week.wrong': 'This address names a day that cannot be shown. This is the present week.',
  'week.negotiations':
    '{count, plural, =0 {no negotiation that you may see} one {# negotiation that you may see} other {# negotiations that you may see}}',
  'week.today': 'today is {day}',
  'week.isToday': '{day}, today',
  'week.shown': 'Week shown',
  'week.before': 'Week before',
  'week.after': 'Week after',
  'week.now': 'To this week',
  'week.caption': 'Meetings by negotiation and day',
  'week.someDay': 'Some day of these',
  'week.noDay': 'No day told',
  'week.sign.held': 'held',
  'week.sign.confirmed': 'confirmed',
  'week.sign.planned': 'planned',
  'week.sign.cancelled': 'cancelled',
  'week.sign.vague': 'some day of these',
  'week.sign.rival': 'another account',
  'week.rival': 'Another account has here:',
  'week.rivalUndated': 'Another account of',
  'week.hourThere': '{time} ({there} in {zone})',
  'week.hourUnzoned': '{time} (zone not told)',
  'week.hourOnlyThere': '{there} in {zone}',
  'week.dayOfPlan': 'nobody told when it was held: this is when it was planned',
  'week.lastFact': 'last fact:',
  'week.cut': 'There is more than can be shown here. Look in the negotiations themselves.',
  'week.disputesMissing':
    'The contradictions in {negotiations} cannot be read now. Other accounts of when their meetings are may be missing here.',
  'week.next': 'Coming after this week',
  'week.quiet': 'Nothing in this week',
} as const;

export type WeekTextId = keyof typeof english;
export type WeekTexts = Readonly<Record<WeekTextId, string>>;
export default english as WeekTexts;
