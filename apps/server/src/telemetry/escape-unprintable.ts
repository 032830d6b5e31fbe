/**
 * What a terminal or an editor obeys instead of showing it: control characters, line separators, marks that turn the
 * direction of writing, what nobody sees, and half a character. A log that holds them can be made to tell lies.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const escaped = (character: string) =>
  Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');

/** A text on one line, in which everything can be seen. */
export const escapeUnprintable = (text: string): string =>
  /^[ -~]*$/.test(text) ? text : text.replaceAll(UNSEEN, escaped);

/** A line of JSON that means the same. */
export const escapeUnprintableJson = (line: string): string => `${escapeUnprintable(line.trimEnd())}\n`;

/** A record for people: every text in it on one line, and the places of a stack one below the other. */
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
