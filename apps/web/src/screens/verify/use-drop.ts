import { useEffect, useState } from 'preact/hooks';

/** Takes a file that is dropped anywhere on the page. Says whether one is over it. */
export const useDrop = (take: (files: FileList) => void): boolean => {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') === true;
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
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
      // A folder of some browsers is none.
      if (files !== undefined && files.length > 0) take(files);
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, [take]);
  return isOver;
};
