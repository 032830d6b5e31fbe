import { useEffect, useState } from 'preact/hooks';
import { useLocation, useSearch } from 'wouter-preact';
import { clockAt } from '../../model/clock.js';
import { weekAddress, weekBeside, weekIn, weekOfKey } from '../../model/week.js';
import { isTyping } from '../../parts/time/use-shortcuts.js';

const ASK_AGAIN_MS = 10_000;

/** The zone of the reader, and the day that it is there, also after midnight. */
const useToday = () => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [today, set] = useState(() => clockAt(Date.now(), zone).day);
  useEffect(() => {
    const timer = setInterval(() => set(clockAt(Date.now(), zone).day), ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [zone]);
  return { zone, today };
};

/** The week that the address names, and the addresses of those beside it. Keys go there, too. */
export const useShownWeek = () => {
  const { zone, today } = useToday();
  const [, navigate] = useLocation();
  const { monday, isWrong } = weekIn(useSearch(), today);
  const [before, after] = ([-1, 1] as const).map((weeks) => {
    const beside = weekBeside(monday, weeks);
    return beside && weekAddress(beside, today);
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const week = isTyping(event) ? undefined : weekOfKey(event.key);
      const address = week === 'now' ? '/week' : week === 1 ? after : week === -1 ? before : undefined;
      if (address === undefined || document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      navigate(address);
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [before, after, navigate]);
  return { zone, today, monday, isWrong, before, after };
};
export type ShownWeek = ReturnType<typeof useShownWeek>;
