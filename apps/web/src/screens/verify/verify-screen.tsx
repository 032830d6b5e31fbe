import { useMessages } from '../../messages/use-messages.js';
import { usePageNumbers } from '../../parts/paper/use-page-numbers.js';
import { useVerifyTexts } from '../../messages/verify-texts.js';
import { Top } from '../../parts/top.js';
import { useOverviews } from '../../parts/use-screens.js';
import { useTitle } from '../../parts/use-title.js';
import { CheckForm } from './check-form.js';
import { COMMAND } from './command.js';
import { Outcome } from './outcome.js';
import { useCheck } from './use-check.js';

export const VerifyScreen = () => {
  usePageNumbers();
  const { say } = useMessages();
  const tell = useVerifyTexts();
  const screens = useOverviews('verify');
  const { state, begin, stop, clear } = useCheck();
  useTitle(say('verify.title'));
  return (
    <div class="vf">
      <Top skip={tell('verify.skip')} screens={screens} isAlone />
      <main id="main" tabIndex={-1}>
        <header class="lede">
          <h1 class="headline">{tell('verify.headline')}</h1>
          <p class="by">{tell('verify.what')}</p>
        </header>
        <div class="twoup">
          <CheckForm state={state} begin={begin} clear={clear} />
          <div>
            <Outcome state={state} stop={stop} />
            <p class="caution">{tell('verify.caution', { command: COMMAND })}</p>
          </div>
        </div>
      </main>
    </div>
  );
};
