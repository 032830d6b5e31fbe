import { useEffect, useState } from 'preact/hooks';
import { askText } from '../../api/ask.js';
import { useAnswer } from '../../api/queries.js';
import { useMessages } from '../../messages/use-messages.js';
import { saveText } from '../../parts/save-text.js';
import { rememberedKeys, rememberKeys } from '../verify/remembered-keys.js';
import { useCheck } from '../verify/use-check.js';
import type { WantedEvent } from '../verify/wanted-event.js';
import type { EventPage } from '../../types/types.gen.js';
import { useFetched } from './use-fetched.js';

type Keys = Readonly<{ keys: string; witnesses: string }>;

const addressOf = (eventId: string) => `/v1/audit/proofs/inclusion?eventId=${encodeURIComponent(eventId)}`;
const nameOf = (eventId: string) => `event-${eventId}.proof.json`;

/** Fetches the proof of an event, and checks it as `/verify` does. What came of it goes with another event or key. */
export const useProofCheck = (eventId: string) => {
  const { language } = useMessages();
  const [given, setGiven] = useState<Keys>(rememberedKeys);
  const { state, begin, stop, clear } = useCheck();
  const wanted = useWanted(eventId);
  /** The proof that is checked, or was. */
  const proof = useFetched();
  /** One that is fetched to be saved alone, because none was checked. */
  const copy = useFetched();
  const ask = () => askText(addressOf(eventId), language);
  const forget = () => {
    proof.forget();
    clear();
  };
  useEffect(() => {
    forget();
    copy.forget();
  }, [eventId]);
  const fill = (changed: Partial<Keys>) => {
    forget();
    rememberKeys(changed);
    setGiven((now) => ({ ...now, ...changed }));
  };
  const check = async () => {
    clear();
    const coming = ask();
    const text = await proof.wait(coming);
    if (text === undefined || proof.last.current !== coming) return;
    begin({ file: new File([text], nameOf(eventId)), ...given, kept: '', event: '', wanted });
  };
  /** Saves what was checked, byte for byte: another answer might have another checkpoint. It changes nothing of the check. */
  const save = async () => {
    // What the check cannot fetch, it says itself.
    const text = await (proof.last.current?.catch(() => undefined) ?? copy.wait(ask()));
    if (text !== undefined) saveText(nameOf(eventId), text, 'application/json');
  };
  return { given, fill, toCheck: proof.fetched, toSave: copy.fetched, state, stop, check, save };
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
