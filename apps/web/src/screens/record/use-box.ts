import { useEffect, useRef, useState } from 'preact/hooks';
import { hasLoggedIn } from '../../api/ask.js';
import { readerOf } from '../../api/reader.js';
import { type Box, NOBODY } from '../../outbox/box.js';
import { boxFor, moveAll, ownDraft } from '../../outbox/boxes.js';
import { canLast, keptBoxes } from '../../outbox/lasting-box.js';
import type { Me } from '../../types/types.gen.js';
import { keptSession } from './use-kept-session.js';

/** Somebody who has recorded on this device. */
export type Recorder = Readonly<{ owner: string; name: string; hasLogin: boolean }>;
/**
 * `turn`: a number that changes with the owner, so that nothing of one is shown to another. `asked`: the recorders of this device, if only
 * who sits here can say which one they are.
 */
type Boxed = Readonly<{ box: Box | undefined; turn: number; asked?: readonly Recorder[] }>;

/**
 * The box of who is signed in. Undefined until that is known: on a page on which somebody has logged in, only the service can say who it is.
 * Otherwise, without a line, who sits here is asked. Where there is no login, it is that of who recorded last.
 */
export const useBox = (id: string, me: Me | undefined, cannotAsk: boolean) => {
  const owner = me && readerOf(me);
  const [boxed, setBoxed] = useState<Boxed>({ box: undefined, turn: 0 });
  const latest = useRef(boxed);
  const [chosen, choose] = useState<string>();
  useEffect(() => {
    if (owner === undefined && (!cannotAsk || hasLoggedIn())) return undefined;
    let isCurrent = true;
    const set = (now: Boxed) => {
      latest.current = now;
      setBoxed(now);
    };
    void (async () => {
      const recorders = owner === undefined && chosen === undefined ? await keptRecorders() : [];
      if (!isCurrent) return;
      if (recorders[0]?.hasLogin) return set({ ...latest.current, asked: recorders });
      const opened = await boxFor(owner ?? chosen ?? recorders[0]?.owner ?? NOBODY);
      const { box, turn } = latest.current;
      if (!isCurrent) return;
      if (box?.owner === opened.owner && box.isLasting === opened.isLasting) return set({ box, turn });
      const isOther = box !== undefined && box.owner !== NOBODY && box.owner !== opened.owner;
      if (box !== undefined && !isOther) await moveAll(box, opened, await ownDraft(id).catch(() => undefined));
      set({ box: opened, turn: isOther ? turn + 1 : turn });
    })();
    return () => (isCurrent = false);
  }, [id, owner, cannotAsk, chosen]);
  return { ...boxed, choose };
};

/** A browser that is told to keep nothing refuses its storage: nobody has recorded in it. */
const keptRecorders = async (): Promise<readonly Recorder[]> => {
  if (!canLast()) return [];
  const boxes = await keptBoxes().catch(() => []);
  return Promise.all(
    boxes.map(async (box) => {
      const kept = await keptSession(box).catch(() => undefined);
      return { owner: box.owner, name: kept?.me?.name ?? box.owner, hasLogin: kept?.config?.login !== null };
    }),
  );
};
