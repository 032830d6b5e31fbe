import { useMemo } from 'preact/hooks';
import { useChangesTexts } from '../../messages/changes-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import { eventsBeside } from '../../model/moved-lines.js';
import { FactDrawer } from '../../parts/fact/fact-drawer.js';
import { Screen, type Shown } from '../../parts/screen.js';
import { Top } from '../../parts/top.js';
import { useScreens } from '../../parts/use-screens.js';
import { useTitle } from '../../parts/use-title.js';
import type { Board } from '../../types/types.gen.js';
import { Head } from './head.js';
import { Range } from './range.js';
import { useChangesView } from './use-changes-view.js';
import { type Moved, useMoved } from './use-moved.js';
import { type Question, useQuestion } from './use-question.js';
import { WhatMoved } from './what-moved.js';

/** The screen stands as soon as the negotiation is known; what moved is compared meanwhile. */
export const ChangesScreen = ({ id }: Readonly<{ id: string }>) => {
  const { say } = useMessages();
  const tell = useChangesTexts();
  const { view, change } = useChangesView();
  const { axis, until, fact } = view;
  const moment = useMemo(() => (until === undefined ? undefined : { axis, day: until }), [axis, until]);
  const question = useQuestion(id, view);
  const moved = useMoved(question, view);
  const { board, moments } = question;
  const screens = useScreens(id, 'changes', moment);
  useTitle([say('changes.title'), board.data?.body.negotiation.title].filter(Boolean).join(' · '));
  return (
    <div class="chg-screen">
      <Screen
        top={<Top skip={tell('changes.skip')} screens={screens} />}
        shown={shownBy(question, moved)}
        loading={say('board.loading')}
        hasKeys
      >
        {(body: Board) => (
          <>
            <Head board={body} question={question} moved={moved} view={view} change={change} />
            <Range
              view={view}
              change={change}
              question={question}
              moments={moments.data?.body}
              since={moved.first?.body.since.day ?? question.place?.at?.slice(0, 10)}
              today={body.on}
            />
            <WhatMoved question={question} moved={moved} view={view} change={change} />
            {fact !== undefined && (
              <FactDrawer
                id={fact}
                order={eventsBeside(moved.lines, fact).map((eventId) => ({ eventId }))}
                moment={moment}
                go={(next) => change({ fact: next }, { replace: true })}
                close={() => change({ fact: undefined })}
              />
            )}
          </>
        )}
      </Screen>
    </div>
  );
};

/** The frame shows the board as the newest answer; it is stale if it, or what came since, cannot be asked for. */
const shownBy = (
  { board }: Question,
  { first, error, late, laterError, laterLate, retry, retryLater }: Moved,
): Shown<Board> => ({
  answer: board.data && { ...board.data, ...(first && { heardAt: first.heardAt, asked: first.asked }) },
  error: board.error ?? (first && (error ?? laterError)) ?? null,
  late: (board.error === null ? board.failureReason : null) ?? (first && (late ?? laterLate)) ?? null,
  retry: () => {
    void board.refetch();
    if (error !== null) retry();
    retryLater();
  },
});
