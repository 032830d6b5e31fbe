import { useEffect, useRef, useState } from 'preact/hooks';
import { Checker } from './checker.js';
import type { Check, Checked, Fault, Progress } from './check-messages.js';

/** A check that has ended, and when. */
export type Ended = Readonly<{ of: Check; at: string; seconds: number }>;
export type CheckState =
  | Readonly<{ is: 'none' }>
  | Readonly<{ is: 'running'; of: Check; progress: Progress }>
  | Readonly<{ is: 'fields-wrong'; faults: readonly Fault[] }>
  | (Readonly<{ is: 'checked'; checked: Checked }> & Ended)
  | Readonly<{ is: 'stopped' | 'unread' | 'not-loaded' }>
  | Readonly<{ is: 'broken'; because: string }>;

/** The check of one file. `clear`: what is shown beside the fields is always about what is in them. */
export const useCheck = () => {
  const [state, set] = useState<CheckState>({ is: 'none' });
  const checker = useRef<Checker>();
  useEffect(() => {
    const made = new Checker();
    checker.current = made;
    return () => made.end();
  }, []);
  const begin = (of: Check) => {
    const began = performance.now();
    set({ is: 'running', of, progress: { read: 0, lines: 0 } });
    checker.current?.check(of, (told) => {
      if (told.is === 'progress') return set({ is: 'running', of, progress: told.progress });
      if (told.is !== 'checked') return set(told);
      const seconds = Math.round((performance.now() - began) / 1000);
      set({ ...told, of, at: new Date().toISOString(), seconds });
    });
  };
  const stop = () => {
    checker.current?.stop();
    set({ is: 'stopped' });
  };
  const clear = () => {
    checker.current?.stop();
    set((now) => (now.is === 'none' ? now : { is: 'none' }));
  };
  return { state, begin, stop, clear };
};
