/** A source as it is typed in one line: its name, and after the last comma its day. */
export type SourceLine = Readonly<{ title: string; publishedOn?: string }>;

const COMMA = /[,，、،](?=[^,，、،]*$)/u;

/** `readDay`: the day that words mean, undefined if they mean none or several. */
export const sourceIn = (line: string, readDay: (words: string) => string | undefined): SourceLine | undefined => {
  const whole = line.trim();
  if (whole === '') return undefined;
  const [title = '', words = ''] = whole.split(COMMA).map((part) => part.trim());
  const publishedOn = words === '' ? undefined : readDay(words);
  return publishedOn === undefined || title === '' ? { title: whole } : { title, publishedOn };
};

/** A grade of the Admiralty scale as it is recorded. */
export const gradeIn = (typed: string): string => typed.trim().toUpperCase();
