import { readFileSync } from 'node:fs';

/**
 * For how long, since the machine was started, at least one process has waited for a processor, in ms. Zero where the system does
 * not tell. Source: https://docs.kernel.org/accounting/psi.html
 */
export const waitedForProcessor = (): number => {
  const total = /^some .*total=(\d+)/.exec(pressure());
  return total === null ? 0 : Number(total[1]) / 1_000;
};

const pressure = (): string => {
  try {
    return readFileSync('/proc/pressure/cpu', 'latin1');
  } catch (error) {
    // Not on this system, or turned off.
    if (['ENOENT', 'EOPNOTSUPP'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
    throw error;
  }
};
