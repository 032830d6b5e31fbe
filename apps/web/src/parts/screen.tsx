import type { ComponentChildren } from 'preact';
import type { Answer } from '../api/answer.js';
import type { Marking } from '../model/marking.js';
import { Loading } from './loading.js';
import { MarkingLine } from './marking-line.js';
import { Standing } from './standing.js';
import { Trouble } from './trouble.js';

/** What a screen shows is the newest answer that there is. */
export type Shown<T> = Readonly<{
  answer: Answer<T> | undefined;
  error: Error | null;
  /** An answer is being waited for that the service cannot give yet. */
  isLate: boolean;
  retry: () => void;
}>;

type Props<T> = Readonly<{
  top: ComponentChildren;
  shown: Shown<T>;
  loading: string;
  children: (body: T) => ComponentChildren;
}>;

/** The frame of a screen: head, marking at top and foot, what it waits for, why it shows nothing or something older. */
export const Screen = <T extends object>({ top, shown, loading, children }: Props<T>) => {
  const { answer, error, isLate, retry } = shown;
  const { marking } = (answer?.body ?? {}) as Readonly<{ marking?: Marking }>;
  return (
    <>
      {top}
      {answer && <Standing heardAt={answer.heardAt} error={error} isLate={isLate} retry={retry} />}
      <main id="main" tabIndex={-1}>
        <MarkingLine marking={marking} />
        {answer && children(answer.body)}
        {!answer && (error ? <Trouble error={error} retry={retry} /> : <Loading>{loading}</Loading>)}
        <MarkingLine marking={marking} />
      </main>
    </>
  );
};
