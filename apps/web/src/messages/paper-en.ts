/** What stands on each sheet of paper. The other languages have the same messages with the same parameters. */
const english = {
  'at.happenedBy': 'What had happened by the end of {day}',
  'at.knownAt': 'As known at the end of {day}',
  'at.asOf': 'As on record at the end of {day}',
  'at.knownAt.instant': 'As known at {instant}',
  'at.asOf.instant': 'As on record at {instant}',
  'paper.page': 'Page {page} of {pages}',
} as const;

export type PaperTextId = keyof typeof english;
export type PaperTexts = Readonly<Record<PaperTextId, string>>;
export default english as PaperTexts;
