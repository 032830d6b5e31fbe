import { type Refusal, refuse } from './decider.js';

/** A text that lies elsewhere. `sha256` is the digest of its bytes, 64 hexadecimal digits in lower case. */
export type Document = Readonly<{ title?: string; url?: string; sha256?: string }>;

/** What is put on paper is given here, or named where it lies; a digest alone leads nobody to it. */
export const guardContent = (
  thing: string,
  { text, document }: Readonly<{ text?: string; document?: Document }>,
): Refusal | undefined => {
  if (text === undefined && document === undefined)
    return refuse(`${thing}-without-content`, 'Give the text, or the document that has it.');
  if (document !== undefined && document.title === undefined && document.url === undefined)
    return refuse('document-without-name', 'Give the title or the address of the document.');
  return undefined;
};
