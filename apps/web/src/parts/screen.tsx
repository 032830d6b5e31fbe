import type { ComponentChildren } from 'preact';
import type { Answer } from '../api/answer.js';
import type { Marking } from '../model/marking.js';
import { momentIn } from '../model/moment.js';
import { Loading } from './loading.js';
import { Marked } from './marked.js';
import { ShortcutsChoice } from './shortcuts-choice.js';
import { Standing } from './standing.js';
import { Trouble } from './trouble.js';
import { useLate } from './use-late.js';

/** What a screen shows is the newest answer that there is. */
export type Shown<T> = Readonly<{
  answer: Answer<T> | undefined;
  error: Error | null;
  /** Why an answer that is being waited for cannot be given yet. */
  late: Error | null;
  retry: () => void;
}>;

type Props<T> = Readonly<{
  top: ComponentChildren;
  shown: Shown<T>;
  loading: string;
  /** Whether it has keys without a modifier. */
  hasKeys?: boolean;
  children: (body: T) => ComponentChildren;
}>;

/** The frame of a screen: head, marking at top and foot, what it waits for, why it shows nothing or something older. */
export const Screen = <T extends object>({ top, shown, loading, hasKeys = false, children }: Props<T>) => {
  const { answer, error, late, retry } = shown;
  const why = useLate(late);
  // Until the answer of another moment comes, the last one stays: paper must say which moment it is of.
  const { moment } = momentIn(answer?.asked ?? '');
  const { marking } = (answer?.body ?? {}) as Readonly<{ marking?: Marking }>;
  return (
    <>
      {top}
      {answer && <Standing heardAt={answer.heardAt} error={error} late={late} retry={retry} />}
      <Marked marking={marking} moment={moment} heardAt={answer?.heardAt}>
        {answer && children(answer.body)}
        {answer && hasKeys && <ShortcutsChoice />}
        {!answer && error && <Trouble error={error} retry={retry} />}
        {!answer && !error && (
          <>
            <h1 class="vh">{loading}</h1>
            <Loading>{why ?? loading}</Loading>
          </>
        )}
      </Marked>
    </>
  );
};
