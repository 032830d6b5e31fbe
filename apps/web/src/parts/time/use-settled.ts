import { useEffect, useState } from 'preact/hooks';

/** While the hand is dragged, not every day that it passes is asked for. */
const PASSING_MS = 60;

/** A value that changes at most once in so many ms, and always to the last one. */
export const useSettled = (value: string): string => {
  const [settled, settle] = useState({ value, at: 0 });
  useEffect(() => {
    const wait = Math.max(0, settled.at + PASSING_MS - Date.now());
    const timer = setTimeout(() => settle({ value, at: Date.now() }), wait);
    return () => clearTimeout(timer);
  }, [value]);
  return settled.value;
};
