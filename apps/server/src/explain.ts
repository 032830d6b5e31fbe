import { unusable } from '#storage/unusable.js';

type Coded = NodeJS.ErrnoException & { port?: number; address?: string };

/** Why the service could not start, in one line that says what to do. */
export const explain = (error: unknown): string => {
  const { code, message, port, address } = error as Coded;
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} on ${address} is in use. Stop the process that uses it, or choose another port with PORT (0 picks a free one).`;
    case 'EADDRNOTAVAIL':
      return `this machine has no address ${address}. Choose another address with HOST.`;
    default:
      return ofDisk(error) ?? message;
  }
};

const ofDisk = (error: unknown): string | undefined => {
  const found = unusable(error);
  if (found === undefined) return undefined;
  if (found.isFull) return 'the disk of the data folder is full. Free some space and start again. No data is lost.';
  const { place, why } = found;
  // What wraps an error without a path names the file itself.
  const what = place === undefined ? (error as Error).message : `${place}: ${why}`;
  return `the data folder cannot be used: ${what}. Fix it, or choose another folder with DATA_DIR.`;
};
