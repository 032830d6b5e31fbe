/** The first id (UUID) in a text, such as the address of a page; undefined if there is none. */
export const idIn = (text: string): string | undefined =>
  /(?<![\da-f])[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?![\da-f])/i.exec(text)?.[0].toLowerCase();
