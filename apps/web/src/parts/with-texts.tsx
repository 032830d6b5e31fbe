import type { ComponentChildren } from 'preact';
import { Unreachable } from '../api/answer.js';
import { LazyTextsProvider, type TextFiles } from '../messages/lazy-texts.js';
import { useMessages } from '../messages/use-messages.js';
import { Loading } from './loading.js';
import { Trouble } from './trouble.js';

type Props = Readonly<{ files: readonly TextFiles[]; children: ComponentChildren }>;

/** A screen that is loaded after the first view, with texts of its own: what is waited for, and why it does not come. */
export const WithTexts = ({ files, children }: Props) => {
  const { say } = useMessages();
  return (
    <LazyTextsProvider
      files={files}
      waiting={
        <main id="main">
          <Loading>{say('board.loading')}</Loading>
        </main>
      }
      failed={(retry) => (
        <main id="main">
          <Trouble error={new Unreachable('the texts of a screen')} retry={retry} />
        </main>
      )}
    >
      {children}
    </LazyTextsProvider>
  );
};
