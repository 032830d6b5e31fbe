import { useEffect, useState } from 'preact/hooks';
import type { Box } from '../../outbox/box.js';
import type { Me, PublicConfig } from '../../types/types.gen.js';

type Session = Readonly<{ me: Me | undefined; config: PublicConfig | undefined }>;

/** Who records, and under which settings; without a line, as of the last time that there was one. */
export const useKeptSession = (me: Me | undefined, config: PublicConfig | undefined, box: Box | undefined): Session => {
  const [kept, setKept] = useState<Session>();
  useEffect(() => {
    if (box !== undefined && me !== undefined && config !== undefined) void box.write('session', { me, config });
  }, [box, me, config]);
  useEffect(() => {
    void box?.read<Session>('session').then(setKept);
  }, [box]);
  return { me: me ?? kept?.me, config: config ?? kept?.config };
};
