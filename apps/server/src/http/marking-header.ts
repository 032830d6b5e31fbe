import type { Marking } from '#domain/marking.js';

export const MARKING_HEADER = 'marking';

type Shown = Pick<Marking, 'level' | 'compartments'>;

/** A dictionary of structured fields (RFC 9651), each text percent-encoded: `level="secret", compartments=("quad" "trade")`. */
export const markingHeader = ({ level, compartments = [] }: Shown): string => {
  const quoted = (text: string) => `"${encodeURIComponent(text)}"`;
  const of = compartments.length === 0 ? '' : `, compartments=(${compartments.map(quoted).join(' ')})`;
  return `level=${quoted(level)}${of}`;
};

/** A marking for people: `secret / quad / trade`. */
export const markingText = ({ level, compartments = [] }: Shown): string => [level, ...compartments].join(' / ');

/** The line that says it: `Marking: secret / quad / trade`. */
export const markingLine = (shown: Shown): string => `Marking: ${markingText(shown)}`;

/** A text for people, with its marking in the first line, and below it: `Marking: secret / quad / trade`. */
export const markedText = (shown: Shown, text: string, isMarkedBelow = false): string => {
  const marking = markingLine(shown);
  return `${marking}\n\n${text}${isMarkedBelow ? `\n${marking}\n` : ''}`;
};
