import { useEffect, useRef, useState } from 'preact/hooks';

/** While the hand is dragged, not every day that it passes is asked for. */
const PASSING_MS = 60;

/** A value that changes at once, but at most once in so many ms, and always to the last one. */
export const useSettled = (value: string): string => {
  const settled = useRef({ value, at: 0 });
  const [, look] = useState(0);
  const wait = settled.current.at + PASSING_MS - Date.now();
  if (value !== settled.current.value && wait <= 0) settled.current = { value, at: Date.now() };
  const isPassing = value !== settled.current.value;
  useEffect(() => {
    if (!isPassing) return undefined;
    const timer = setTimeout(() => look((times) => times + 1), wait);
    return () => clearTimeout(timer);
  }, [value, isPassing]);
  return settled.current.value;
};
