import { Refused } from '../../api/answer.js';
import { useMessages } from '../../messages/use-messages.js';
import type { ChangesView } from '../../model/changes-view.js';
import { Loading } from '../../parts/loading.js';
import { Trouble } from '../../parts/trouble.js';
import { Filters } from './filters.js';
import { Lines } from './lines.js';
import { News } from './news.js';
import { Still } from './still.js';
import type { Change } from './use-changes-view.js';
import type { Moved } from './use-moved.js';
import type { Question } from './use-question.js';
import { useWait } from './use-wait.js';

type Props = Readonly<{ question: Question; moved: Moved; view: ChangesView; change: Change }>;

/** What moved and what did not, or why there is nothing to show. */
export const WhatMoved = ({ question, moved, view, change }: Props) => {
  const { say } = useMessages();
  const wait = useWait(moved.late);
  const { first } = moved;
  const error = question.error ?? moved.error;
  if (first === undefined) {
    if (error === null) return <Loading>{wait}</Loading>;
    if (error instanceof Refused && error.problem.code === 'negotiation-unknown')
      return <p class="empty">{say('board.notBegun')}</p>;
    return <Trouble error={error} retry={question.error ? question.retry : moved.retry} heading="h2" />;
  }
  return (
    <>
      <News moved={moved} view={view} />
      {first.body.counts.lines > 0 && <Filters view={view} change={change} counts={first.body.counts} />}
      <div class="cols chg">
        <Lines moved={moved} body={first.body} view={view} change={change} wait={wait} />
        <Still body={first.body} />
      </div>
    </>
  );
};
