import type { Entry } from './entry.js';

type Typed = Pick<Entry, 'who' | 'typed' | 'title' | 'text'>;

/** What somebody has typed, in short. */
export const textIn = (entry: Typed): string => textOf(entry, '');
/** What somebody has typed, in short, after the name of its form. */
export const textOf = ({ who, typed, title, text }: Typed, form: string): string =>
  [form, ...who.map(({ name }) => name), typed, title, text].filter((part) => part.trim() !== '').join(' · ');
