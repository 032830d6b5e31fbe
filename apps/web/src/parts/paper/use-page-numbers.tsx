import { useLayoutEffect } from 'preact/hooks';
import { usePaperTexts } from '../../messages/paper-texts.js';
import { PAGE_NUMBERS, pageCounter } from '../../model/page-counter.js';
import { paperIs } from './paper.js';

/** Has each sheet say "page x of y" in the language of the reader. */
export const usePageNumbers = (): void => {
  const sentence = usePaperTexts()('paper.page', PAGE_NUMBERS);
  useLayoutEffect(() => {
    document.documentElement.style.setProperty('--page-of-pages', pageCounter(sentence));
    paperIs('said');
  }, [sentence]);
};
