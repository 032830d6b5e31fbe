import { useEffect, useRef, useState } from 'preact/hooks';
import { type Answer, Refused } from '../../api/answer.js';
import { isTooOld, keptOf, tooOldAt } from '../../model/record/kept.js';
import type { Box } from '../../outbox/box.js';
import type { PublicConfig } from '../../types/types.gen.js';
import type { Known } from './use-known.js';

/** `isKept`: what was heard in this window is on the device. */
type KeptKnown = Readonly<{ heard: Answer<Known> | undefined; isKept: boolean }>;
type Heard = Readonly<{ body: Known; heardAt: string }>;

/**
 * What was heard last, from the box while there is no line. What is marked higher than OFFLINE_CLEARANCE never gets there; what is too old, or
 * may no longer be read, is deleted. `error`: why there is no answer.
 */
export const useKeptKnown = (
  id: string,
  heard: Answer<Known> | undefined,
  error: Error | null,
  config: PublicConfig | undefined,
  box: Box | undefined,
): KeptKnown => {
  const [kept, setKept] = useState<Answer<Known>>();
  const [isKept, setIsKept] = useState(false);
  /** What was kept before is not looked at any more: it must not be deleted in place of what is newer. */
  const isStored = useRef(false);
  const name = `known ${id}`;
  const isGone = error instanceof Refused && [403, 404].includes(error.problem.status);
  useEffect(() => {
    if (box === undefined || heard === undefined || config === undefined || isGone) return;
    const { markingLevels: levels, offlineClearance } = config;
    const value = { ...heard, body: keptOf(heard.body, levels, offlineClearance) };
    isStored.current = true;
    // Without it the form works as well, as long as there is a line.
    box.store({ values: { [name]: value }, until: { [name]: tooOldAt(value.heardAt) } }).then(
      () => setIsKept(true),
      () => setIsKept(false),
    );
  }, [box, heard, config, name, isGone]);
  useEffect(() => {
    if (box === undefined || config === undefined) return;
    void (async () => {
      const found = await box.read<Heard>(name);
      if (found === undefined || (isStored.current && !isGone)) return;
      if (isGone || isTooOld(found.heardAt, new Date())) {
        setKept(undefined);
        return box.store({ values: { [name]: undefined } });
      }
      // The setting may have become lower since.
      const body = keptOf(found.body, config.markingLevels, config.offlineClearance);
      setKept({ body, heardAt: new Date(found.heardAt) });
    })().catch(() => {});
  }, [box, name, isGone, config]);
  return { heard: isGone ? undefined : (heard ?? kept), isKept };
};
