import { useQueries } from '@tanstack/preact-query';
import { answerOf } from '../../../api/queries.js';
import { useMessages } from '../../../messages/use-messages.js';
import type { Marking } from '../../../model/marking.js';
import type { EventPage } from '../../../types/types.gen.js';

/** The page of an event, with the marking of all that it says. */
export type MarkedPage = EventPage & Readonly<{ marking: Marking }>;
export const pageOf = (eventId: string): string => `/v1/events/${encodeURIComponent(eventId)}`;

/** What an event that marks or approves is about, in the language in which the page is told. */
export const titleIn = ({ follows, title }: EventPage): string => follows?.title ?? title;

/** The markings of pages of events that are shown in parts of the screen: its head and foot cover them. */
export const usePageMarkings = (eventIds: readonly string[]): readonly (Marking | undefined)[] => {
  const { language } = useMessages();
  const pages = useQueries({ queries: eventIds.map((id) => answerOf<MarkedPage>(pageOf(id), '', language)) });
  return pages.map(({ data }) => data?.body.marking);
};
