/** The texts of the brief for a meeting, loaded with it. The other languages have the same messages with the same parameters. */
const english = {
  'brief.skip': 'Skip to the brief',
  'brief.loading': 'Composing the brief',
  'brief.heading': 'Brief for a meeting',
  'brief.asOf': 'As on record for {day}',
  'brief.anotherMoment': 'Another moment',
  'brief.readAt': 'Read from the record at {time}.',
  'brief.composed': 'Composed on {time}.',
  'brief.print': 'Print',
  'brief.saveDocx': 'Save for Word',
  'brief.saveText': 'Save as text',
  'brief.saveHtml': 'Save as a page to read without a network',
  'brief.saving': 'Fetching the file',
  'brief.saved': 'Handed to your browser as {name}.',
  'brief.notSaved': 'Nothing was saved.',
  'brief.nameless':
    'The file came without its name, which has the marking. Something between this page and the service took it away: ask those who run the service to let Content-Disposition through.',
  'brief.overdue': 'The file did not come in time. Try again.',
  'brief.otherwise': 'This brief reads otherwise by now.',
  'brief.savedIsNew': 'What you save reads as it does now.',
  'brief.unasked': 'Whether it still reads so could not be asked when this was printed.',
  'brief.markedAnew': 'The marking of this brief has changed, so it was read again.',
  'brief.showNews': 'Read it again',
  'brief.events': '{count, plural, one {# event} other {# events}}',
  'brief.counts': 'the word that counts',
  'brief.nothing': 'Nothing is on record.',
  'brief.source': 'Source',
  'brief.sources': 'Sources',
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
