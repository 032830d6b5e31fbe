import { useEffect, useRef, useState } from 'preact/hooks';
import { hasLoggedIn } from '../../api/ask.js';
import { readerOf } from '../../api/reader.js';
import { type Box, memoryBox } from '../../outbox/box.js';
import { canLast, lastBox, openBox } from '../../outbox/lasting-box.js';
import type { Me } from '../../types/types.gen.js';

/** `turn`: a number that changes with the owner, so that nothing of one is shown to another. */
type Boxed = Readonly<{ box: Box | undefined; turn: number }>;

/**
 * The box of who is signed in. Undefined until that is known: on a page on which somebody has logged in, only the service can say who it is.
 * Otherwise, without a line, it is that of who recorded last on this device. A browser that can keep nothing has one that ends with the page.
 */
export const useBox = (me: Me | undefined, cannotAsk: boolean): Boxed => {
  const owner = me && readerOf(me);
  const [boxed, setBoxed] = useState<Boxed>({ box: undefined, turn: 0 });
  const latest = useRef(boxed);
  useEffect(() => {
    if (owner === undefined && (!cannotAsk || hasLoggedIn())) return undefined;
    let isCurrent = true;
    void open(owner).then(async (opened) => {
      const { box, turn } = latest.current;
      if (!isCurrent || (box?.owner === opened.owner && box.isLasting === opened.isLasting)) return;
      const isOther = box !== undefined && box.owner !== NOBODY && box.owner !== opened.owner;
      if (box?.isLasting === false && !isOther) await opened.store({ put: (await box.contents()).rows });
      latest.current = { box: opened, turn: isOther ? turn + 1 : turn };
      setBoxed(latest.current);
    });
    return () => (isCurrent = false);
  }, [owner, cannotAsk]);
  return boxed;
};

/** Who records in a window that never had a line. */
const NOBODY = '';

const open = async (owner: string | undefined): Promise<Box> => {
  const inMemory = () => memoryBox(owner ?? NOBODY);
  if (!canLast()) return inMemory();
  // A browser that is told to keep nothing refuses its storage.
  if (owner !== undefined) return openBox(owner).catch(inMemory);
  return (await lastBox().catch(() => undefined)) ?? inMemory();
};
