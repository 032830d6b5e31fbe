import { createContext, type ComponentChildren } from 'preact';
import { useContext, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Language } from '#messages/languages.js';
import type { Parameters } from '../model/text.js';
import { sayingFrom, useMessages } from './use-messages.js';

/** The sentence of a text in the language of the reader. */
export type Tell<Id extends string> = (id: Id, parameters?: Parameters) => string;
type Texts = Readonly<Record<string, string>>;
/** Loads a file of texts in a language. */
export type TextFiles = Readonly<Record<Language, () => Promise<{ default: Texts }>>>;

const Context = createContext<Tell<string> | undefined>(undefined);
/** The texts of the part of the page that was loaded after the first view. A hook of its own says which ids they have. */
export const useLazyTexts = <Id extends string>(): Tell<Id> => useContext(Context)!;

type Props = Readonly<{
  files: readonly TextFiles[];
  children: ComponentChildren;
  /** Shown until the texts are there. */
  waiting: ComponentChildren;
  /** Shown if they cannot be loaded. */
  failed: (retry: () => void) => ComponentChildren;
}>;

export const LazyTextsProvider = ({ files, children, waiting, failed }: Props) => {
  const { language } = useMessages();
  const [loaded, setLoaded] = useState<Readonly<{ language: Language; texts: Texts | undefined }>>();
  const wanted = useRef(language);
  wanted.current = language;
  // What stands on the screen stays until the texts of another language are there, and if they cannot be loaded.
  const load = () => {
    setLoaded((now) => (now?.texts === undefined ? undefined : now));
    const set = (texts: Texts | undefined) =>
      wanted.current === language &&
      setLoaded((now) => (texts === undefined && now?.texts !== undefined ? now : { language, texts }));
    Promise.all(files.map((file) => file[language]())).then(
      (all) => set(Object.assign({}, ...all.map(({ default: texts }) => texts)) as Texts),
      () => set(undefined),
    );
  };
  useEffect(load, [language]);
  const tell = useMemo(() => loaded?.texts && sayingFrom(loaded.language, loaded.texts), [loaded]);
  if (tell !== undefined) return <Context.Provider value={tell}>{children}</Context.Provider>;
  return <>{loaded === undefined ? waiting : failed(load)}</>;
};
