import { aborted, followNotices, type Told } from './notices.js';

type Message = Told | Readonly<{ asks: true }>;

/**
 * Tells all windows of a browser what changes, by one stream: a browser has few connections to a service, and a stream holds one. One
 * window follows, and passes on what it is told; when it is closed, the next one does. `reader`: windows of another reader have their own.
 * @returns what ends it
 */
export const shareNotices = (reader: string, tell: (told: Told) => void): (() => void) => {
  const name = `notices of ${reader}`;
  const ending = new AbortController();
  const channel = new BroadcastChannel(name);
  let leads = false;
  let hasJoined = false;
  let isLive = false;
  let place: string | undefined;
  const hear = (told: Told) => {
    if ('isLive' in told) isLive = told.isLive;
    place = told.place ?? place;
    tell(told);
  };
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if ('asks' in data) {
      if (leads) channel.postMessage({ isLive, place });
      return;
    }
    // What changed after this window had read it, and before it heard the others, was told to them alone.
    if (!hasJoined) tell({ changed: 'anything', place: data.place });
    hasJoined = true;
    hear(data);
  });
  channel.postMessage({ asks: true });
  const pass = (told: Told) => {
    hear(told);
    channel.postMessage(told);
  };
  const lead = async () => {
    leads = true;
    const hasEnded = await followNotices(pass, ending.signal);
    // Whoever may not follow keeps the place: another window may not, either. One that has another login may.
    if (hasEnded) leads = false;
    else await aborted(ending.signal);
  };
  // A page that did not come over a safe line has no locks, and asks now and then.
  navigator.locks?.request(name, { signal: ending.signal }, lead).catch((error: unknown) => {
    if (!ending.signal.aborted) throw error;
  });
  return () => {
    ending.abort();
    channel.close();
  };
};
