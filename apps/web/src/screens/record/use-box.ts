import { useEffect, useState } from 'preact/hooks';
import { type Box, memoryBox } from '../../outbox/box.js';
import { canLast, lastBox, openBox } from '../../outbox/lasting-box.js';
import type { Me } from '../../types/types.gen.js';

/**
 * The box of who is signed in; without a line, of who recorded last on this device. Undefined until that is known. A browser that can keep
 * nothing has one that ends with the page.
 */
export const useBox = (me: Me | undefined, isUnreachable: boolean): Box | undefined => {
  const owner = me && `${me.issuer} ${me.subject}`;
  const [box, setBox] = useState<Box>();
  useEffect(() => {
    if (owner === undefined && !isUnreachable) return undefined;
    let isCurrent = true;
    const open = async (): Promise<Box> => {
      if (!canLast()) return memoryBox(owner ?? '');
      if (owner !== undefined) return openBox(owner);
      return (await lastBox()) ?? memoryBox('');
    };
    // A browser that is told to keep nothing refuses its storage.
    void open()
      .catch(() => memoryBox(owner ?? ''))
      .then((opened) => {
        if (isCurrent)
          setBox((now) => (now?.owner === opened.owner && now.isLasting === opened.isLasting ? now : opened));
      });
    return () => (isCurrent = false);
  }, [owner, isUnreachable]);
  return box;
};
