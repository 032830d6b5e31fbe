import { useEffect, useState } from 'preact/hooks';
import { type Answer, Refused } from '../../api/answer.js';
import { isTooOld, keptOf } from '../../model/record/kept.js';
import type { Box } from '../../outbox/box.js';
import type { PublicConfig } from '../../types/types.gen.js';
import type { Known } from './use-known.js';

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
): Answer<Known> | undefined => {
  const [kept, setKept] = useState<Answer<Known>>();
  const name = `known ${id}`;
  const isGone = error instanceof Refused && [403, 404].includes(error.problem.status);
  useEffect(() => {
    if (box === undefined || heard === undefined || config === undefined || isGone) return;
    const { markingLevels: levels, offlineClearance } = config;
    const value = { ...heard, body: keptOf(heard.body, levels, offlineClearance) };
    // Without it the form works as well, as long as there is a line.
    box.store({ values: { [name]: value } }).catch(() => {});
  }, [box, heard, config, name, isGone]);
  useEffect(() => {
    if (box === undefined || config === undefined) return;
    void (async () => {
      const found = isGone ? undefined : await box.read<Heard>(name);
      if (found === undefined || isTooOld(found.heardAt, new Date())) {
        setKept(undefined);
        return box.store({ values: { [name]: undefined } });
      }
      // The setting may have become lower since.
      const body = keptOf(found.body, config.markingLevels, config.offlineClearance);
      setKept({ body, heardAt: new Date(found.heardAt) });
    })().catch(() => {});
  }, [box, name, isGone, config]);
  return isGone ? undefined : (heard ?? kept);
};
