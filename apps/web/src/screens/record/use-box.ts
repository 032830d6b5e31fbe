import { useMemo } from 'preact/hooks';
import { type Box, memoryBox } from '../../outbox/box.js';
import type { Me } from '../../types/types.gen.js';

/** The box of who is signed in; undefined until they are known. */
export const useBox = (me: Me | undefined): Box | undefined => {
  const owner = me && `${me.issuer} ${me.subject}`;
  return useMemo(() => (owner === undefined ? undefined : memoryBox(owner)), [owner]);
};
