const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Work that Ctrl-C asks to stop, by the signal that it is given, instead of ending the program in the middle. */
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
