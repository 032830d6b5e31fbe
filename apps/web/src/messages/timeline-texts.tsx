import type { FactTextId } from './fact-en.js';
import { type Tell, type TextFiles, useLazyTexts } from './lazy-texts.js';
import type { TimelineTextId } from './timeline-en.js';

export const TIMELINE_TEXTS: TextFiles = {
  en: () => import('./timeline-en.js'),
  fr: () => import('./timeline-fr.js'),
  zh: () => import('./timeline-zh.js'),
  ar: () => import('./timeline-ar.js'),
};
/** Those of the timeline, and of facts. */
export const useTimelineTexts = (): Tell<TimelineTextId | FactTextId> => useLazyTexts<TimelineTextId | FactTextId>();
