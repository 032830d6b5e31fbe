import { useEffect, useState } from 'preact/hooks';
import type { Answer } from '../../api/answer.js';
import { keptOf } from '../../model/record/kept.js';
import type { Box } from '../../outbox/box.js';
import type { PublicConfig } from '../../types/types.gen.js';
import type { Known } from './use-known.js';

/** What was heard last, from the box while there is no line. What is marked higher than OFFLINE_CLEARANCE never gets there. */
export const useKeptKnown = (
  id: string,
  heard: Answer<Known> | undefined,
  config: PublicConfig | undefined,
  box: Box | undefined,
): Answer<Known> | undefined => {
  const [kept, setKept] = useState<Answer<Known>>();
  const name = `known ${id}`;
  useEffect(() => {
    if (box === undefined || heard === undefined || config === undefined) return;
    const { markingLevels: levels, offlineClearance } = config;
    void box.write(name, { ...heard, body: keptOf(heard.body, levels, offlineClearance) });
  }, [box, heard, config, name]);
  useEffect(() => {
    if (box === undefined) return;
    void box.read<Readonly<{ body: Known; heardAt: string }>>(name).then((found) => {
      if (found !== undefined) setKept({ body: found.body, heardAt: new Date(found.heardAt) });
    });
  }, [box, name]);
  return heard ?? kept;
};
