/** The texts of the brief for a meeting, loaded with it. The other languages have the same messages with the same parameters. */
const english = {
  'brief.skip': 'Skip to the brief',
  'brief.loading': 'Composing the brief',
  'brief.heading': 'Brief for a meeting',
  'brief.asOf': 'As on record for {day}',
  'brief.at.happenedBy': 'What had happened by the end of {day}',
  'brief.at.knownAt': 'As known at the end of {day}',
  'brief.at.asOf': 'As on record at the end of {day}',
  'brief.at.instant': 'As on record, or known, at {day}',
  'brief.anotherMoment': 'Another moment',
  'brief.readAt': 'Read from the record at {time}.',
  'brief.composed': 'Composed on {time}.',
  'brief.print': 'Print',
  'brief.saveDocx': 'Save for Word',
  'brief.saveText': 'Save as text',
  'brief.saveHtml': 'Save as a page to read without a network',
  'brief.saving': 'Fetching the file',
  'brief.saved': 'Saved as {name}.',
  'brief.notSaved': 'Nothing was saved.',
  'brief.news': 'Something was recorded since, and this brief reads otherwise now. What you save has it already.',
  'brief.showNews': 'Read it again',
  'brief.events': '{count, plural, one {# event} other {# events}}',
  'brief.counts': 'the word that counts',
  'brief.nothing': 'Nothing is on record.',
  'brief.source': 'Source',
  'brief.sources': 'Sources',
  'brief.firstHand': 'first-hand',
  'brief.ungraded': 'not graded',
  'brief.scale':
    'Admiralty scale. Source: A completely reliable, B usually, C fairly, D not usually, E unreliable, F cannot be judged. Content: 1 confirmed, 2 probably true, 3 possibly true, 4 doubtful, 5 improbable, 6 cannot be judged. – not graded.',
  'brief.foot': 'Made from the record alone, by fixed rules. What the record does not hold is said to be missing.',
  'brief.elsewhere': 'This meeting is of another negotiation',
  'brief.goThere': 'Open its brief there',
} as const;

export type BriefTextId = keyof typeof english;
export type BriefTexts = Readonly<Record<BriefTextId, string>>;
export default english as BriefTexts;
