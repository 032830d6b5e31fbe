const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs work that Ctrl-C stops through an abort signal, instead of killing the process. */
export const withStopSignal = async <T>(work: (stop: AbortSignal) => Promise<T>): Promise<T> => {
  const asked = new AbortController();
  const ask = () => asked.abort();
  for (const signal of SIGNALS) process.once(signal, ask);
  try {
    return await work(asked.signal);
  } finally {
    for (const signal of SIGNALS) process.removeListener(signal, ask);
  }
};
