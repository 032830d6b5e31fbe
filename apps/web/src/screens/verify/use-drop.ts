import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

/**
 * Takes one file that is dropped anywhere on the page: into the field under it, or into `chooser`. `refuse` hears of several files, and of a folder.
 * Says whether a file for `chooser` is over the page.
 */
export const useDrop = (chooser: RefObject<HTMLInputElement>, refuse: (isSeveral: true) => void): boolean => {
  const [isOver, setOver] = useState(false);
  useLayoutEffect(() => {
    const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') === true;
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(fieldAt(event) === undefined);
    };
    const leave = ({ relatedTarget }: DragEvent) => {
      if (relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      // Else the browser would show the file in place of the page.
      event.preventDefault();
      setOver(false);
      const files = event.dataTransfer?.files;
      const input = fieldAt(event) ?? chooser.current;
      // A folder of some browsers is none.
      if (files?.length !== 1 || input === null) return refuse(true);
      // The field shows the name of what was dropped, as if it were chosen.
      input.files = files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, [chooser, refuse]);
  return isOver;
};

/** Where one of the other fields takes a file, if the file is over that field. */
const fieldAt = ({ target }: DragEvent): HTMLInputElement | undefined =>
  target instanceof Element
    ? (target.closest('.field')?.querySelector<HTMLInputElement>('input[type=file]') ?? undefined)
    : undefined;
