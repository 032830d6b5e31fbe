import { useEffect, useState } from 'preact/hooks';
import { type Answer, isWithheld } from '../../api/answer.js';
import { useAnswer } from '../../api/queries.js';
import { useMessages } from '../../messages/use-messages.js';
import { isMarkedAlike, saysTheSame } from '../../model/brief.js';
import { zoneHere } from '../../model/instants.js';
import type { Marking } from '../../model/marking.js';
import { type Moment, parametersOf } from '../../model/moment.js';
import type { Shown } from '../../parts/screen.js';
import type { Brief } from '../../types/types.gen.js';

/** A past moment changes, too: by a marking, by what a reader may see, or by what is learned of it later. */
const ASK_AGAIN_MS = 30_000;

export type BriefRead = Brief & Readonly<{ marking: Marking }>;
/** `isMarkedAnew`: it took the place of one with another marking. */
type Kept = Readonly<{ asked: string; language: string; answer: Answer<BriefRead>; isMarkedAnew: boolean }>;

/**
 * The brief stays as it was read, so that nothing moves while somebody reads or prints it. How it reads by now is shown when the
 * reader asks for it. But what is marked otherwise by now, or withheld, does not stay: it would be printed under a marking that it has
 * no longer.
 */
export const useBrief = (meetingId: string, moment: Moment | undefined) => {
  const { language } = useMessages();
  const path = `/v1/meetings/${encodeURIComponent(meetingId)}/brief`;
  const asked = [parametersOf(moment), `tz=${encodeURIComponent(zoneHere())}`].filter(Boolean).join('&');
  const query = useAnswer<BriefRead>(path, asked, { refetchInterval: ASK_AGAIN_MS });
  const isGone = isWithheld(query.error);
  const newest = query.isPlaceholderData || isGone ? undefined : query.data;
  const [kept, keep] = useState<Kept>();
  // A brief of another moment would pass for one of this moment on paper; one in another language does not.
  const last = kept?.asked === asked && !isGone ? kept : undefined;
  const isMarkedAnew = last !== undefined && newest !== undefined && !isMarkedAlike(last.answer.body, newest.body);
  const stays =
    newest === undefined ||
    (last?.language === language && !isMarkedAnew && !saysTheSame(last.answer.body, newest.body));
  const answer = stays ? last?.answer : newest;
  const saysItsMarkingIsNew = isMarkedAnew || last?.isMarkedAnew === true;
  useEffect(() => {
    if (isGone) keep(undefined);
    else if (answer !== undefined && !stays) keep({ asked, language, answer, isMarkedAnew: saysItsMarkingIsNew });
  }, [answer, isGone]);
  const shown: Shown<BriefRead> = {
    answer,
    error: query.error,
    late: query.error === null ? query.failureReason : null,
    retry: () => void query.refetch(),
  };
  return {
    shown,
    /** Of what is shown, in each of its forms. */
    address: `${path}?${asked}`,
    isMarkedAnew: saysItsMarkingIsNew,
    hasNews: stays && newest !== undefined,
    showNews: () => newest && keep({ asked, language, answer: newest, isMarkedAnew: false }),
  };
};
