import { Refused } from '../api/answer.js';
import { useMessages } from '../messages/use-messages.js';
import type { MessageId } from '../messages/language-en.js';
import { Glyph } from './glyph.js';

const TITLES: Readonly<Record<number, MessageId>> = {
  400: 'trouble.invalid',
  401: 'trouble.loggedOut',
  403: 'trouble.refused',
  404: 'trouble.unknown',
  503: 'trouble.notYet',
};

type Props = Readonly<{ error: Error; retry: () => void; heading?: 'h1' | 'h2' | 'h3' }>;

/** Why a screen, or a part of one, has nothing to show, and what to do next. */
export const Trouble = ({ error, retry, heading: Heading = 'h1' }: Props) => {
  const { say } = useMessages();
  const refused = error instanceof Refused ? error.problem : undefined;
  const title = refused === undefined ? 'trouble.offline' : (TITLES[refused.status] ?? 'trouble.failed');
  return (
    <div class="trouble" role="alert">
      <Heading>
        <Glyph name="warn" />
        {say(title)}
      </Heading>
      <p>{refused === undefined ? say('trouble.offlineAdvice') : <bdi lang="en">{refused.detail}</bdi>}</p>
      <button type="button" class="btn" onClick={retry}>
        {say('trouble.retry')}
      </button>
    </div>
  );
};
