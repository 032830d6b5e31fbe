/** Truncates by code points, to keep characters intact. A truncated text ends with "…" and has exactly `length` characters. */
export const truncate = (text: string, length: number): string => {
  if (text.length <= length) return text;
  const characters = Array.from(text);
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
};
