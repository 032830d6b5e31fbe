import { strFromU8, unzipSync } from 'fflate';

/** The type of documents of Word. */
export const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** @returns the XML of a part of such a document, by its name */
export const partsOf = (bytes: unknown): ((name: string) => string) => {
  const files = unzipSync(new Uint8Array(bytes as Buffer));
  return (name) => strFromU8(files[name]!);
};
