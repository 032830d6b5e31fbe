import { useEffect, useRef, useState } from 'preact/hooks';
import { askText } from '../../api/ask.js';
import { useAnswer } from '../../api/queries.js';
import { useMessages } from '../../messages/use-messages.js';
import { saveText } from '../../parts/save-text.js';
import { rememberedKeys, rememberKeys } from '../verify/remembered-keys.js';
import { useCheck } from '../verify/use-check.js';
import type { WantedEvent } from '../verify/wanted-event.js';
import type { EventPage } from '../../types/types.gen.js';

type Keys = Readonly<{ keys: string; witnesses: string }>;
type Fetched = Readonly<{ is: 'none' | 'fetching' } | { is: 'failed'; error: Error }>;

const addressOf = (eventId: string) => `/v1/audit/proofs/inclusion?eventId=${encodeURIComponent(eventId)}`;
const nameOf = (eventId: string) => `event-${eventId}.proof.json`;

/** Fetches the proof of an event, and checks it as `/verify` does. What came of it goes with another event or key. */
export const useProofCheck = (eventId: string) => {
  const { language } = useMessages();
  const [given, setGiven] = useState<Keys>(rememberedKeys);
  const [fetched, setFetched] = useState<Fetched>({ is: 'none' });
  const { state, begin, stop, clear } = useCheck();
  const wanted = useWanted(eventId);
  /** What was asked for last: nothing else is shown. */
  const asked = useRef(0);
  const forget = () => {
    asked.current += 1;
    setFetched({ is: 'none' });
    clear();
  };
  useEffect(forget, [eventId]);
  const fill = (changed: Partial<Keys>) => {
    forget();
    rememberKeys(changed);
    setGiven((now) => ({ ...now, ...changed }));
  };
  const withProof = async (use: (text: string) => void) => {
    forget();
    const mine = asked.current;
    setFetched({ is: 'fetching' });
    try {
      const text = await askText(addressOf(eventId), language);
      if (mine !== asked.current) return;
      setFetched({ is: 'none' });
      use(text);
    } catch (error) {
      if (mine === asked.current) setFetched({ is: 'failed', error: error as Error });
    }
  };
  const check = () =>
    withProof((text) => begin({ file: new File([text], nameOf(eventId)), ...given, kept: '', event: '', wanted }));
  const save = () => withProof((text) => saveText(nameOf(eventId), text, 'application/json'));
  return { given, fill, fetched, state, stop, check, save };
};

/** The event at the hand. Of its page, what was read by the part of the screen that shows it: nothing is asked for here. */
const useWanted = (id: string): WantedEvent => {
  const { data } = useAnswer<EventPage>(`/v1/events/${encodeURIComponent(id)}`, '', { enabled: false });
  const { kind, thingId, audit } = data?.body ?? {};
  return {
    id,
    ...(kind && thingId && { stream: `${kind}-${thingId}` }),
    ...(audit && { revision: audit.revision, entry: audit.entry }),
  };
};
