import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { hearPlace } from '../api/ask.js';
import { queries, useAnswer, useLogins } from '../api/queries.js';
import { readerOf } from '../api/reader.js';
import { shareNotices } from '../api/shared-notices.js';
import { useMessages } from '../messages/use-messages.js';
import type { Me } from '../types/types.gen.js';

/** Undefined: it is not known yet who is reading. */
const IsLive = createContext<boolean | undefined>(undefined);

/**
 * What is shown is asked for again as soon as it changes. It stands above the screens: the stream of notices stays open while a reader
 * goes from one to the next.
 */
export const LiveProvider = ({ children }: Readonly<{ children: ComponentChildren }>) => {
  const { data, isPending } = useAnswer<Me>('/v1/me');
  const [isLive, setLive] = useState(false);
  const logins = useLogins();
  // Whoever may not read is told of nothing.
  const reader = data?.body.may.includes('read') === true ? readerOf(data.body) : undefined;
  useEffect(() => {
    if (reader === undefined) return undefined;
    return shareNotices(reader, (told) => {
      if ('isLive' in told) return setLive(told.isLive);
      hearPlace(told.place);
      void queries.invalidateQueries({ predicate: ({ queryKey }) => isAbout(String(queryKey[0]), told.changed) });
    });
  }, [reader, logins]);
  return <IsLive.Provider value={isPending ? undefined : isLive}>{children}</IsLive.Provider>;
};

/** Of a thing in a drawer, the address does not say of which negotiation it is. */
const isAbout = (path: string, changed: string): boolean =>
  changed === 'anything' || !path.startsWith('/v1/negotiations/') || path.includes(changed);

/** Says whether what is shown is live. */
export const Live = () => {
  const { say } = useMessages();
  const isLive = useContext(IsLive);
  return (
    <span class="liveness" role="status">
      {isLive !== undefined && (
        // One text takes the place of the other: nothing that is on the screen moves.
        <span key={String(isLive)} class={isLive ? 'live on' : 'live'}>
          {say(isLive ? 'live.on' : 'live.off')}
        </span>
      )}
    </span>
  );
};
