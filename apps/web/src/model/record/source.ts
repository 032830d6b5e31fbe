/** A source as it is typed in one line: its name, and after the last comma its day. */
export type SourceLine = Readonly<{
  title: string;
  publishedOn?: string;
  /** What the words after the last comma can mean, if that is several days. */
  days?: readonly string[];
}>;

const COMMA = /[,，、،](?=[^,，、،]*$)/u;

/** `readDays`: the days that words can mean. Which of several it is, only who typed them knows. */
export const sourceIn = (line: string, readDays: (words: string) => readonly string[]): SourceLine | undefined => {
  const whole = line.trim();
  if (whole === '') return undefined;
  const [title = '', words = ''] = whole.split(COMMA).map((part) => part.trim());
  const days = words === '' || title === '' ? [] : readDays(words);
  if (days.length === 1) return { title, publishedOn: days[0]! };
  return days.length === 0 ? { title: whole } : { title, days };
};

/** The same line with this day, as it means the same on any day. */
export const withDay = (line: string, day: string): string =>
  line.trim().replace(/([,，、،])[^,，、،]*$/u, `$1 ${day}`);

/** A grade of the Admiralty scale as it is recorded. */
export const gradeIn = (typed: string): string => typed.trim().toUpperCase();
