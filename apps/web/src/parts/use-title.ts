import { useEffect } from 'preact/hooks';

/** The title of the window, which a screen reader says first. */
export const useTitle = (title: string) =>
  useEffect(() => {
    document.title = `${title} · Rapporteur`;
  }, [title]);
