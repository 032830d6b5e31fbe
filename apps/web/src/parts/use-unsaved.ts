import { useLayoutEffect } from 'preact/hooks';
import { guardBack } from './back-guard.js';

/** Asks before a link, the Back button, or the browser leaves the page with what was typed. @returns whether to leave */
export const useUnsaved = (isTyped: boolean, question: string): (() => boolean) => {
  // The page's own question: the browser asks its own when it closes the window.
  const mayLeave = () => !isTyped || confirm(question);
  // The same screen may have another address by now.
  const here = location.href;
  useLayoutEffect(() => {
    if (!isTyped) return undefined;
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
      // A link within the page, and one that opens another window, leaves nothing.
      if (link === null || link.getAttribute('href')!.startsWith('#') || opensAnother(event, link)) return;
      if (confirm(question)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('click', onClick, { capture: true });
    const endGuard = guardBack(() => confirm(question));
    addEventListener('beforeunload', onUnload);
    return () => {
      removeEventListener('click', onClick, { capture: true });
      endGuard();
      removeEventListener('beforeunload', onUnload);
    };
  }, [isTyped, question, here]);
  return mayLeave;
};

const opensAnother = ({ ctrlKey, metaKey, shiftKey }: MouseEvent, link: Element) =>
  ctrlKey || metaKey || shiftKey || link.getAttribute('target') === '_blank';
