import { trustedAddress } from '../../api/trusted-address.js';
import type { Check, Told } from './check-messages.js';
// oxlint-disable-next-line import/default -- the build makes it of the address
import workerAddress from './check.worker.ts?worker&url';

export type Heard = Told | Readonly<{ is: 'not-loaded' }>;

/** Checks one file at a time, in a thread of its own. The thread is loaded before it is needed, so that a check asks for nothing. */
export class Checker {
  private worker: Worker | undefined;
  /** Who waits for the check that runs. */
  private hear: ((told: Heard) => void) | undefined;

  constructor() {
    this.load();
  }

  check(of: Check, hear: (told: Heard) => void): void {
    this.stop();
    this.hear = hear;
    // One that could not be loaded is loaded again.
    (this.worker ?? this.load()).postMessage(of);
  }

  /** Ends the check that runs, if there is one. */
  stop(): void {
    if (this.hear === undefined) return;
    this.end();
    this.load();
  }

  end(): void {
    this.hear = undefined;
    this.worker?.terminate();
    this.worker = undefined;
  }

  private load(): Worker {
    const started = new Worker(trustedAddress('verifier', workerAddress), { type: 'module' });
    this.worker = started;
    const heard = (told: Heard) => {
      if (this.worker !== started) return;
      const { hear } = this;
      if (told.is !== 'progress') this.hear = undefined;
      hear?.(told);
    };
    const failed = (told: Heard) => {
      if (this.worker !== started) return;
      heard(told);
      this.end();
    };
    started.addEventListener('message', ({ data }: MessageEvent<Told>) => heard(data));
    started.addEventListener('messageerror', () => failed({ is: 'broken', because: 'its answer could not be read' }));
    // An error without a message: its script could not be loaded. With one, it is out of memory.
    started.addEventListener('error', ({ message }) =>
      failed(message === undefined || message === '' ? { is: 'not-loaded' } : { is: 'broken', because: message }),
    );
    return started;
  }
}
