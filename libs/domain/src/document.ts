import { type Refusal, refuseField } from './decider.js';
import type { Content } from './refusal-codes/refusal-codes.js';

/** A text that is stored elsewhere. `sha256` is the digest of its bytes, 64 hexadecimal digits in lower case. */
export type Document = Readonly<{ title?: string; url?: string; sha256?: string }>;

/** Requires the text or the document that contains it. A digest alone does not identify a document. */
export const guardContent = (
  thing: Content,
  { text, document }: Readonly<{ text?: string; document?: Document }>,
): Refusal | undefined => {
  if (text === undefined && document === undefined)
    return refuseField('/text', `${thing}-without-content`, 'Set text, or the document that contains it.');
  if (document !== undefined && document.title === undefined && document.url === undefined)
    return refuseField(
      '/document',
      'document-without-name',
      'Set the title or the url of the document. A digest alone does not identify it.',
    );
  return undefined;
};
