import { ConfigError } from '#config/config-error.js';
import { unusable } from '#storage/unusable.js';

/** Why the witness could not start and what to do, one line each. */
export const explain = (error: unknown, dataDir: string): readonly string[] => {
  if (error instanceof ConfigError) return error.problems;
  const { name, message, code, port, address } = error as NodeJS.ErrnoException & { port?: number; address?: string };
  if (name === 'LogInUse')
    return [`${dataDir} is in use by another witness. Stop that one, or set another folder with WITNESS_DATA_DIR.`];
  switch (code) {
    case 'EADDRINUSE':
      return [
        `port ${port} on ${address} is in use. Stop what listens there, or choose another port with WITNESS_PORT (0 picks a free one).`,
      ];
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return [`this machine has no such address (${message}). Choose another with WITNESS_HOST.`];
    default:
      return [ofDisk(error, dataDir) ?? message];
  }
};

const ofDisk = (error: unknown, dataDir: string): string | undefined => {
  const found = unusable(error);
  if (found === undefined) return undefined;
  if (found.isFull) return `the disk of ${dataDir} is full. Free some space and start again; nothing is lost.`;
  const { place = dataDir, why } = found;
  return `${place} cannot be used: ${why}. Choose another folder with WITNESS_DATA_DIR, or fix the problem.`;
};
