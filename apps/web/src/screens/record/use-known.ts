import { useQuery } from '@tanstack/preact-query';
import type { Answer } from '../../api/answer.js';
import { ask } from '../../api/ask.js';
import { useMessages } from '../../messages/use-messages.js';
import type { Marking } from '../../model/marking.js';
import type { Suggestion } from '../../model/record/find-name.js';
import type { Listed } from '../../model/record/kept.js';
import type { IssueList, MeetingList, NameSuggestionList, Negotiation, VoidedThing } from '../../types/types.gen.js';

const MOST = 200;

export type KnownMeeting = Readonly<{ id: string; title: string; status: string; on?: string | undefined }>;
export type KnownIssue = Readonly<{ id: string; title: string }>;

/** What a form needs of the record: it names what is there. */
export type Known = Readonly<{
  title: string | undefined;
  marking: Marking | undefined;
  names: Listed<Suggestion>;
  meetings: Listed<KnownMeeting>;
  issues: Listed<KnownIssue>;
}>;

type Page<T> = Readonly<{ items: readonly T[]; next?: string | null; marking?: Marking }>;
const listed = <T, Shown>({ items, next, marking }: Page<T>, show: (item: T) => Shown): Listed<Shown> => ({
  items: items.map(show),
  isWhole: next === undefined || next === null,
  marking,
});

/** The names, meetings and issues of a negotiation. They are asked for again as soon as something changes. */
export const useKnown = (id: string) => {
  const { language, say } = useMessages();
  const path = `/v1/negotiations/${encodeURIComponent(id)}`;
  return useQuery<Answer<Known>>({
    queryKey: [`${path}/record`, '', language],
    queryFn: async ({ signal }) => {
      const get = <T>(address: string) => ask<T>(address, language, signal);
      const [negotiation, names, meetings, issues] = await Promise.all([
        get<(Negotiation | VoidedThing) & Readonly<{ marking?: Marking }>>(path),
        get<NameSuggestionList>(`${path}/names?limit=${MOST}`),
        get<MeetingList>(`${path}/meetings?limit=${MOST}`),
        get<IssueList>(`${path}/issues?limit=${MOST}`),
      ]);
      return {
        heardAt: names.heardAt,
        body: {
          title: 'title' in negotiation.body ? negotiation.body.title : say('board.voided'),
          marking: negotiation.body.marking,
          names: listed(names.body, (name): Suggestion => name),
          meetings: listed(meetings.body, ({ id, title, status, held, planned }) => ({
            id,
            title,
            status,
            on: held?.occurredOn ?? planned?.on,
          })),
          issues: listed(issues.body, ({ id, title }) => ({ id, title })),
        },
      };
    },
    refetchInterval: 30_000,
  });
};
