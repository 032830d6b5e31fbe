import { useEffect, useRef, useState } from 'preact/hooks';
import { trustedAddress } from '../../api/trusted-address.js';
import type { Check, Checked, Progress, Told, WrongKey } from './check-messages.js';
// oxlint-disable-next-line import/default -- the build makes it of the address
import workerAddress from './check.worker.ts?worker&url';

/** A check that has ended, and when. */
export type Ended = Readonly<{ of: Check; at: string; seconds: number }>;
export type CheckState =
  | Readonly<{ is: 'none' }>
  | Readonly<{ is: 'running'; of: Check; progress: Progress }>
  | Readonly<{ is: 'wrong-keys'; wrong: readonly WrongKey[] }>
  | (Readonly<{ is: 'checked'; checked: Checked }> & Ended)
  | Readonly<{ is: 'stopped' | 'unread' | 'not-loaded' }>
  | Readonly<{ is: 'broken'; because: string }>;

/** Checks one file at a time, in a thread of its own. */
export const useCheck = () => {
  const [state, set] = useState<CheckState>({ is: 'none' });
  const worker = useRef<Worker>();
  const end = (now: CheckState) => {
    worker.current?.terminate();
    worker.current = undefined;
    set(now);
  };
  useEffect(() => () => worker.current?.terminate(), []);
  const begin = (of: Check) => {
    const began = performance.now();
    end({ is: 'running', of, progress: { read: 0, lines: 0 } });
    const started = new Worker(trustedAddress('verifier', workerAddress), { type: 'module' });
    worker.current = started;
    started.addEventListener('message', ({ data: told }: MessageEvent<Told>) => {
      if (told.is === 'progress') return set({ is: 'running', of, progress: told.progress });
      if (told.is !== 'checked') return end(told);
      const seconds = Math.round((performance.now() - began) / 1000);
      end({ ...told, of, at: new Date().toISOString(), seconds });
    });
    // Before the check says anything, its script could not be loaded; after that, it is out of memory.
    started.addEventListener('error', ({ message }) =>
      end(message === undefined || message === '' ? { is: 'not-loaded' } : { is: 'broken', because: message }),
    );
    started.postMessage(of);
  };
  return { state, begin, stop: () => end({ is: 'stopped' }) };
};
