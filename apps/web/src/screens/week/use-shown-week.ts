import { useEffect, useState } from 'preact/hooks';
import { useLocation, useSearch } from 'wouter-preact';
import { clockAt } from '../../model/clock.js';
import { weekAddress, weekBeside, weekIn, weekOfKey } from '../../model/week.js';
import { shortcutKey } from '../../parts/shortcut.js';
import { useKeyDown } from '../../parts/use-key-down.js';

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

/** The address of the week before or after. */
const besideOf = (monday: string, weeks: 1 | -1, today: string): string | undefined => {
  const beside = weekBeside(monday, weeks);
  return beside && weekAddress(beside, today);
};

/** The week that the address names, and the addresses of those beside it. Keys go there, too. */
export const useShownWeek = () => {
  const { zone, today } = useToday();
  const [, navigate] = useLocation();
  const { monday, isWrong } = weekIn(useSearch(), today);
  useKeyDown((event) => {
    const week = weekOfKey(shortcutKey(event));
    if (week === undefined || document.querySelector('dialog[open]') !== null) return;
    event.preventDefault();
    // Of the address, which is ahead of the screen if keys follow each other quickly.
    const at = weekIn(location.search, today).monday;
    const address = week === 'now' ? '/week' : besideOf(at, week, today);
    if (address !== undefined && address !== location.pathname + location.search) navigate(address);
  });
  return { zone, today, monday, isWrong, before: besideOf(monday, -1, today), after: besideOf(monday, 1, today) };
};
export type ShownWeek = ReturnType<typeof useShownWeek>;
