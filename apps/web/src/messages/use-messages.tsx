import { createContext, type ComponentChildren } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import { isolate, type Language, LOCALES } from '#messages/languages.js';
import { preferredLanguage } from '../model/dates.js';
import { type Parameters, type Text, written } from '../model/text.js';
import type { Catalogue, MessageId } from './language-en.js';

export type Messages = Readonly<{
  language: Language;
  setLanguage: (language: Language) => void;
  /** The sentence of a message in the language of the reader. */
  say: (id: MessageId, parameters?: Parameters) => string;
}>;

const CATALOGUES: Readonly<Record<Language, () => Promise<{ default: Catalogue }>>> = {
  en: () => import('./language-en.js'),
  fr: () => import('./language-fr.js'),
  zh: () => import('./language-zh.js'),
  ar: () => import('./language-ar.js'),
};

const CHOSEN = 'language';
const Context = createContext<Messages | undefined>(undefined);
export const useMessages = (): Messages => useContext(Context)!;

export const MessagesProvider = ({ children }: Readonly<{ children: ComponentChildren }>) => {
  const [language, choose] = useState(() =>
    preferredLanguage([localStorage.getItem(CHOSEN) ?? '', ...navigator.languages]),
  );
  const [loaded, setLoaded] = useState<Readonly<{ language: Language; catalogue: Catalogue }>>();
  useEffect(() => {
    let isCurrent = true;
    void CATALOGUES[language]().then(({ default: catalogue }) => {
      if (isCurrent) setLoaded({ language, catalogue });
    });
    return () => (isCurrent = false);
  }, [language]);
  const messages = useMemo(() => loaded && messagesOf(loaded.language, loaded.catalogue, choose), [loaded]);
  useEffect(() => {
    if (loaded === undefined) return;
    document.documentElement.lang = loaded.language;
    document.documentElement.dir = loaded.language === 'ar' ? 'rtl' : 'ltr';
  }, [loaded]);
  return messages && <Context.Provider value={messages}>{children}</Context.Provider>;
};

/** A name in another script keeps its own direction, and does not turn the words beside it (Unicode, UAX 9: FSI, PDI). */
const isolated = (parameters: Parameters = {}): Parameters =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, typeof value === 'string' ? isolate(value) : value]),
  );

/** Writes the messages of a catalogue, which the build has compiled. */
export const sayingFrom =
  <Id extends string>(language: Language, catalogue: Readonly<Record<Id, Text>>) =>
  (id: Id, parameters?: Parameters): string =>
    written(catalogue[id], LOCALES[language], language === 'ar' ? isolated(parameters) : parameters);

const messagesOf = (language: Language, catalogue: Catalogue, choose: (language: Language) => void): Messages => ({
  language,
  setLanguage: (chosen) => {
    localStorage.setItem(CHOSEN, chosen);
    choose(chosen);
  },
  say: sayingFrom<MessageId>(language, catalogue),
});
