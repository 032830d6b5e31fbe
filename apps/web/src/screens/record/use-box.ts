import { useEffect, useRef, useState } from 'preact/hooks';
import { hasLoggedIn } from '../../api/ask.js';
import { readerOf } from '../../api/reader.js';
import { type Box, isNobody } from '../../outbox/box.js';
import { boxFor, moveAll, nobodyHere, ownDraft } from '../../outbox/boxes.js';
import { mayHaveLogin } from '../../model/record/kept.js';
import { canLast, keptBoxes } from '../../outbox/lasting-box.js';
import type { Me, PublicConfig } from '../../types/types.gen.js';
import { keptSession } from './use-kept-session.js';

/** Somebody who has recorded on this device. */
export type Recorder = Readonly<{ owner: string; name: string; config: PublicConfig | undefined }>;
/**
 * `turn`: a number that changes with the owner, so that nothing of one is shown to another. `asked`: the recorders of this device, if only
 * who sits here can say which one they are.
 */
type Boxed = Readonly<{
  box: Box | undefined;
  turn: number;
  asked?: readonly Recorder[];
  /** The settings of the service, as one of them has read them last. They are nobody's secret. */
  config?: PublicConfig | undefined;
}>;
/** Somebody who is none of the recorders of this device. */
export const SOMEBODY_ELSE = Symbol('somebody else');

/**
 * The box of who is signed in. Undefined until that is known: on a page on which somebody has logged in, only the service can say who it is.
 * Otherwise, without a line, who sits here is asked. Where there is no login, it is that of who recorded last. `live`: the settings as the
 * service says them now.
 */
export const useBox = (id: string, me: Me | undefined, live: PublicConfig | undefined, cannotAsk: boolean) => {
  const owner = me && readerOf(me);
  const hasNoLogin = live?.login === null;
  const [boxed, setBoxed] = useState<Boxed>({ box: undefined, turn: 0 });
  const latest = useRef(boxed);
  const [chosen, choose] = useState<string | typeof SOMEBODY_ELSE>();
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
      if (recorders[0] !== undefined && !hasNoLogin && mayHaveLogin(recorders[0].config))
        return set({ ...latest.current, asked: recorders, config: recorders[0].config });
      const known = owner ?? (chosen === SOMEBODY_ELSE ? undefined : (chosen ?? recorders[0]?.owner));
      const opened = await boxFor(known ?? (await nobodyHere()));
      const { box, turn, config } = latest.current;
      if (!isCurrent) return;
      if (box?.owner === opened.owner && box.isLasting === opened.isLasting) return set({ box, turn, config });
      const isOther = box !== undefined && !isNobody(box.owner) && box.owner !== opened.owner;
      if (box !== undefined && !isOther) await moveAll(box, opened, await ownDraft(id).catch(() => undefined));
      set({ box: opened, turn: isOther ? turn + 1 : turn, config });
    })();
    return () => (isCurrent = false);
  }, [id, owner, hasNoLogin, cannotAsk, chosen]);
  return { ...boxed, choose };
};

/** A browser that is told to keep nothing refuses its storage: nobody has recorded in it. */
const keptRecorders = async (): Promise<readonly Recorder[]> => {
  if (!canLast()) return [];
  const boxes = await keptBoxes().catch(() => []);
  const recorders = boxes.filter(({ owner }) => !isNobody(owner));
  return Promise.all(
    recorders.map(async (box) => {
      const kept = await keptSession(box).catch(() => undefined);
      return { owner: box.owner, name: kept?.me?.name ?? box.owner, config: kept?.config };
    }),
  );
};
