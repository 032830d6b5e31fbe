import { useEffect, useState } from 'preact/hooks';

const worker = (): ServiceWorkerContainer | undefined => navigator.serviceWorker;

/** Whether the browser has the files of the page, so that it opens without a line. */
export const useShell = (): boolean => {
  const [isKept, setKept] = useState(worker()?.controller != null);
  useEffect(() => {
    const look = () => setKept(worker()?.controller != null);
    look();
    worker()?.addEventListener('controllerchange', look);
    return () => worker()?.removeEventListener('controllerchange', look);
  }, []);
  return isKept;
};
