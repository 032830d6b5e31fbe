import { useEffect, useState } from 'preact/hooks';
import { clockAhead, rememberClock } from '../../api/clock.js';
import type { Box } from '../../outbox/box.js';
import type { Me, PublicConfig } from '../../types/types.gen.js';

type Session = Readonly<{ me: Me | undefined; config: PublicConfig | undefined }>;
type Kept = Session & Readonly<{ ahead?: number }>;

export const keptSession = (box: Box): Promise<Kept | undefined> => box.read<Kept>('session');

/** Who records, and under which settings; without a line, as of the last time that there was one. So is the clock of the service. */
export const useKeptSession = (
  me: Me | undefined,
  config: PublicConfig | undefined,
  box: Box | undefined,
  /** The settings of the service as another box has them. */
  another: PublicConfig | undefined,
): Session => {
  const [kept, setKept] = useState<Kept>();
  useEffect(() => {
    if (box === undefined || me === undefined || config === undefined) return;
    // Without it the form works as well, as long as there is a line.
    box.store({ values: { session: { me, config, ahead: clockAhead() } } }).catch(() => {});
  }, [box, me, config]);
  useEffect(() => {
    if (box === undefined) return;
    void keptSession(box).then((found) => {
      setKept(found);
      if (found?.ahead !== undefined) rememberClock(found.ahead);
    });
  }, [box]);
  return { me: me ?? kept?.me, config: config ?? kept?.config ?? another };
};
