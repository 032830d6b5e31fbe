/**
 * Characters that a terminal or an editor interprets or hides instead of displaying: control characters, line separators,
 * direction marks, characters without width, lone surrogates and what is no character at all. Variation selectors are displayed, by the character before.
 */
const UNPRINTABLE =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}[\p{Default_Ignorable_Code_Point}--\p{Variation_Selector}]]/gv;

const escaped = (character: string) =>
  Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');

/** A text on one line, with all characters visible. */
export const escapeUnprintable = (text: string): string =>
  /^[ -~]*$/.test(text) ? text : text.replaceAll(UNPRINTABLE, escaped);

/** The same for a text of several lines, which keeps its newlines. JSON stays equivalent. */
export const escapeLines = (text: string): string => text.split('\n').map(escapeUnprintable).join('\n');

/** An equivalent line of JSON with all characters visible. */
export const escapeUnprintableJson = (line: string): string => `${escapeUnprintable(line.trimEnd())}\n`;

/** A log record for people: every text on one line, and the frames of a stack on one line each. */
export const escapeUnprintableRecord = (line: string): object =>
  JSON.parse(line, (key, value: unknown) => {
    if (typeof value !== 'string') return value;
    return key === 'stack'
      ? value
          .split(/\n(?= {4}at )/)
          .map(escapeUnprintable)
          .join('\n')
      : escapeUnprintable(value);
  }) as object;
