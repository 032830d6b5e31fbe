import type { Me } from '../types/types.gen.js';
import type { Answer } from './answer.js';
import { queries } from './queries.js';

/** A reader is a subject of an issuer. */
export const readerOf = ({ issuer, subject }: Me): string => `${issuer} ${subject}`;

/** Who reads, as the service has said in at least one language; undefined if it has not yet. */
export const currentReader = (): string | undefined => {
  const answers = queries.getQueriesData<Answer<Me>>({ queryKey: ['/v1/me'] });
  const me = answers.find(([, answer]) => answer !== undefined)?.[1]?.body;
  return me && readerOf(me);
};
