import { Problem } from './problem.js';

/** Facts are smaller, so large bodies cannot keep them from being recorded. The number of connections bounds their memory. */
const FREE_BYTES = 64 * 1024;

/** The share of one body. */
export type BodyAccount = Readonly<{
  /** @throws Problem if there is no memory for these bytes */
  take: (bytes: number) => void;
  release: () => void;
}>;

/** The memory for the bodies of all requests, each from its first byte to its answer. */
export class BodyBudget {
  private taken = 0;
  /** Bytes of all bodies now, with those that do not count. */
  held = 0;

  constructor(private readonly bytes: number) {}

  /** @throws Problem if there is no memory left for a body of this length */
  open(length: number): BodyAccount {
    if (length > FREE_BYTES && this.taken >= this.bytes) throw tooManyBodies();
    let received = 0;
    let taken = 0;
    let held = 0;
    return {
      take: (bytes) => {
        received += bytes;
        const more = Math.max(0, received - FREE_BYTES) - taken;
        if (more > 0 && this.taken + more > this.bytes) throw tooManyBodies();
        this.taken += more;
        taken += more;
        this.held += bytes;
        held += bytes;
      },
      release: () => {
        this.taken -= taken;
        this.held -= held;
        taken = held = 0;
      },
    };
  }
}

const tooManyBodies = () =>
  new Problem(
    'too-many-bodies',
    'The service is receiving too many large requests at the moment. Nothing was recorded. Send this again later, or split it into smaller requests.',
    { headers: { 'retry-after': '2' } },
  );
