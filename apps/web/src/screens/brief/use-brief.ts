import { useEffect, useState } from 'preact/hooks';
import type { Answer } from '../../api/answer.js';
import { useAnswer } from '../../api/queries.js';
import { useMessages } from '../../messages/use-messages.js';
import { saysTheSame } from '../../model/brief.js';
import type { Marking } from '../../model/marking.js';
import { type Moment, parametersOf } from '../../model/moment.js';
import type { Shown } from '../../parts/screen.js';
import type { Brief } from '../../types/types.gen.js';

const ASK_AGAIN_MS = 30_000;

export type BriefRead = Brief & Readonly<{ marking: Marking }>;
type Kept = Readonly<{ asked: string; language: string; answer: Answer<BriefRead> }>;

/**
 * The brief stays as it was read, so that nothing moves while somebody reads or prints it. What was recorded since is shown when the
 * reader asks for it.
 */
export const useBrief = (meetingId: string, moment: Moment | undefined) => {
  const { language } = useMessages();
  const path = `/v1/meetings/${encodeURIComponent(meetingId)}/brief`;
  const asked = parametersOf(moment);
  const query = useAnswer<BriefRead>(path, asked, moment === undefined ? { refetchInterval: ASK_AGAIN_MS } : {});
  const newest = query.isPlaceholderData ? undefined : query.data;
  const [kept, keep] = useState<Kept>();
  // A brief of another moment would pass for one of this moment on paper; one in another language does not.
  const last = kept?.asked === asked ? kept : undefined;
  const stays = newest === undefined || (last?.language === language && !saysTheSame(last.answer.body, newest.body));
  const answer = stays ? last?.answer : newest;
  useEffect(() => {
    if (answer !== undefined && !stays) keep({ asked, language, answer });
  }, [answer]);
  const shown: Shown<BriefRead> = {
    answer,
    error: query.error,
    late: query.error === null ? query.failureReason : null,
    retry: () => void query.refetch(),
  };
  return {
    shown,
    /** Of what is shown, in each of its forms. */
    address: asked === '' ? path : `${path}?${asked}`,
    hasNews: stays && newest !== undefined,
    showNews: () => newest && keep({ asked, language, answer: newest }),
  };
};
