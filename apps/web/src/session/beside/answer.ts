/** Nobody can guess it: `state` is that of the login. A lock of this name is held by the page that waits for the answer of the issuer. */
const nameOf = (state: string): string => `login ${state}`;

/** The address to which the issuer has sent the other window. `go`: sends that to the issuer. */
export const answerFor = (state: string, signal: AbortSignal, go: () => void): Promise<URL> =>
  navigator.locks.request(nameOf(state), { signal }, () => {
    const channel = new BroadcastChannel(nameOf(state));
    const { promise, resolve, reject } = Promise.withResolvers<URL>();
    channel.addEventListener('message', ({ data }: MessageEvent<string>) => resolve(new URL(data)));
    signal.addEventListener('abort', () => reject(signal.reason as Error));
    go();
    return promise.finally(() => channel.close());
  });

/**
 * Gives the answer of the issuer to the page that waits for it. This window is cut from that page (Cross-Origin-Opener-Policy), so it has no `opener`.
 * @returns whether there is such a page
 */
export const handOver = async (answered: URL): Promise<boolean> => {
  const name = nameOf(answered.searchParams.get('state') ?? '');
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  if (!held.some((lock) => lock.name === name)) return false;
  const channel = new BroadcastChannel(name);
  channel.postMessage(answered.href);
  // The page lets it go once it has the answer.
  await navigator.locks.request(name, () => {});
  channel.close();
  return true;
};
