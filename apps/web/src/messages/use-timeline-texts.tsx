import { createContext, type ComponentChildren } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import type { Language } from '#messages/languages.js';
import type { TimelineTextId, TimelineTexts } from './timeline-en.js';
import { type Parameters, sayingFrom, useMessages } from './use-messages.js';

const CATALOGUES: Readonly<Record<Language, () => Promise<{ default: TimelineTexts }>>> = {
  en: () => import('./timeline-en.js'),
  fr: () => import('./timeline-fr.js'),
  zh: () => import('./timeline-zh.js'),
  ar: () => import('./timeline-ar.js'),
};

export type Tell = (id: TimelineTextId, parameters?: Parameters) => string;
const Context = createContext<Tell | undefined>(undefined);
/** The sentence of a text of the timeline in the language of the reader. */
export const useTimelineTexts = (): Tell => useContext(Context)!;

type Props = Readonly<{
  children: ComponentChildren;
  /** Shown until the texts are there. */
  waiting: ComponentChildren;
  /** Shown if they cannot be loaded. */
  failed: (retry: () => void) => ComponentChildren;
}>;

export const TimelineTextsProvider = ({ children, waiting, failed }: Props) => {
  const { language } = useMessages();
  const [loaded, setLoaded] = useState<Readonly<{ language: Language; texts: TimelineTexts | undefined }>>();
  const load = () => {
    setLoaded(undefined);
    const set = (texts: TimelineTexts | undefined) => setLoaded({ language, texts });
    CATALOGUES[language]().then(
      ({ default: texts }) => set(texts),
      () => set(undefined),
    );
  };
  useEffect(load, [language]);
  const tell = useMemo(() => loaded?.texts && sayingFrom<TimelineTextId>(loaded.language, loaded.texts), [loaded]);
  if (tell !== undefined) return <Context.Provider value={tell}>{children}</Context.Provider>;
  return <>{loaded === undefined ? waiting : failed(load)}</>;
};
