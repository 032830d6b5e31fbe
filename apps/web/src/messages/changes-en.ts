/** The texts of what moved, loaded with it. The other languages have the same messages with the same parameters. */
const english = {
  'changes.skip': 'Skip to what moved',
  'changes.loading': 'The two moments are being compared',
  'changes.busy':
    'The service makes as many comparisons as it can. This one is asked for again as soon as one of them is done',
  'changes.headline': '{count, plural, =0 {Nothing has moved} one {# change} other {# changes}} since {since}',
  'changes.headlineUntil':
    '{count, plural, =0 {Nothing moved} one {# change} other {# changes}} from {since} to {until}',
  'changes.facts': '{count, plural, =0 {No fact is new.} one {# new fact.} other {# new facts.}}',
  'changes.lastFact': 'The last of them is of {day}.',
  'changes.byPlace': 'This is what moved since {time}, up to where you have read.',
  'changes.byLatest': 'You have not marked a place yet. These are the last 14 days of the record.',
  'changes.byUnknown': 'Up to where you have read is not known now. These are the last 14 days of the record.',
  'changes.passesOver':
    'You have read up to {time}. What moved from then until {day} is not shown here, so you cannot mark this as read.',
  'changes.passesOverAll':
    'You have not marked a place yet, and what moved until {day} is not shown here. To mark this as read, choose an earlier day.',
  'changes.byLatestUntil': 'These are the 14 days before {day}.',
  'changes.beforeTheRecord':
    'Nothing that you can see was on record at the first of these moments, so all of it is new.',
  'changes.wrong': 'This address names a day that cannot be shown.',
  'changes.range': 'From when to when',
  'changes.since': 'Since',
  'changes.until': 'Until',
  'changes.toPlace': 'Since I read to here',
  'changes.readToHere': 'Read to here',
  'changes.readDone': 'Kept: you have read up to {time}.',
  'changes.readFailed': 'Your place could not be saved.',
  'changes.readHidden':
    '{count, plural, one {# change} other {# changes}} of these {count, plural, one {is} other {are}} not shown.',
  'changes.readElsewhere': 'Meanwhile you have read up to {time} in another window.',
  'changes.readAllTheSame': 'Read to here all the same',
  'changes.readNext': 'Show what moved since',
  'changes.copy': 'Copy as text',
  'changes.copied': 'Copied, with its marking above and below.',
  'changes.copiedFirst':
    'Copied, with its marking above and below: the first {shown, plural, one {#} other {#}} of {count, plural, one {# change} other {# changes}}.',
  'changes.copyFailed': 'The text could not be read.',
  'changes.text': 'The browser does not allow copying. This is the text:',
  'changes.textFirst':
    'It has the first {shown, plural, one {#} other {#}} of {count, plural, one {# change} other {# changes}}.',
  'changes.print': 'Print',
  'changes.news':
    '{count, plural, one {# more change since you opened this page} other {# more changes since you opened this page}}',
  'changes.newsOther': 'More was recorded since you opened this page',
  'changes.showNews': 'Show them all',
  'changes.only': 'Only what',
  'changes.kind': 'Kind',
  'changes.allKinds': 'all kinds',
  'changes.noneMatch': 'No change matches these filters.',
  'changes.clear': 'Clear filters',
  'changes.shown': '{shown, plural, one {#} other {#}} of {count, plural, one {# change} other {# changes}} shown.',
  'changes.shownOnly':
    'Only {what}: {shown, plural, one {#} other {#}} of {count, plural, one {# change} other {# changes}} shown.',
  'changes.tag.happened': 'happened',
  'changes.tag.learned-late': 'learned late',
  'changes.tag.corrected': 'corrected',
  'changes.tag.newly-visible': 'newly visible',
  'changes.means.happened': 'It was told since, and had not certainly happened before.',
  'changes.means.learned-late': 'It had happened before, and was told only since.',
  'changes.means.corrected': 'What was shown before is shown otherwise.',
  'changes.means.newly-visible': 'Its marking was lowered since, so that you can see it now.',
  'changes.lines': 'What moved',
  'changes.when': 'When',
  'changes.on': 'On {day}',
  'changes.now': 'Now',
  'changes.things': '{count, plural, one {# thing} other {# things}}',
  'changes.anotherAccount': 'another account',
  'changes.planned': 'for {day}',
  'changes.field': '{field}:',
  'changes.was': 'was:',
  'changes.is': 'now:',
  'changes.quoted': '“{words}”',
  'changes.more': 'Show more',
  'changes.still': 'Has not moved',
  'changes.stillNone': 'Every position and measure has moved.',
  'changes.stillNothing': 'No position and no measure is on record.',
  'changes.hence': '{sign} marks what follows from a date alone: no fact tells of it.',
} as const;

export type ChangesTextId = keyof typeof english;
export type ChangesTexts = Readonly<Record<ChangesTextId, string>>;
export default english as ChangesTexts;
