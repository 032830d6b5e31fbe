import { useEffect, useRef } from 'preact/hooks';
import { onOneLine } from '#ledger/audit/report.js';
import { useMessages } from '../../messages/use-messages.js';
import { useVerifyTexts } from '../../messages/verify-texts.js';
import { isolate } from '#messages/languages.js';
import { Glyph } from '../../parts/glyph.js';
import { COMMAND } from './command.js';
import { Running } from './running.js';
import type { CheckState } from './use-check.js';
import { Verdict } from './verdict.js';
import { titleOf } from './verdict-title.js';

type Props = Readonly<{ state: CheckState; stop: () => void }>;

/** What came of the check, or how far it is. */
export const Outcome = ({ state, stop }: Props) => {
  const tell = useVerifyTexts();
  const { say } = useMessages();
  const section = useRef<HTMLElement>(null);
  const isShown = state.is !== 'none' && state.is !== 'fields-wrong';
  const title = state.is === 'checked' ? titleOf(state.checked) : undefined;
  // On a phone it stands below the form; and the button that held the focus while it ran is gone. Whoever is in a field by then stays there.
  useEffect(() => {
    if (!isShown) return;
    const { activeElement } = document;
    const isFree = activeElement === document.body || section.current?.contains(activeElement) === true;
    if (state.is === 'running' || isFree) section.current?.focus();
  }, [state.is]);
  return (
    <>
      {isShown && (
        <section class="outcome" ref={section} tabIndex={-1} aria-label={tell('verify.result')}>
          {state.is === 'running' && <Running of={state.of} progress={state.progress} stop={stop} />}
          {state.is === 'checked' && <Verdict state={state} />}
          {state.is === 'stopped' && <p>{tell('verify.stopped')}</p>}
          {(state.is === 'unread' || state.is === 'not-loaded' || state.is === 'broken') && (
            <p role="alert">
              <Glyph name="warn" />
              {state.is === 'unread' && tell('verify.cannotRead')}
              {state.is === 'not-loaded' && tell('verify.notLoaded')}
              {state.is === 'broken' && tell('verify.broke', { because: state.because, command: COMMAND })}
            </p>
          )}
        </section>
      )}
      {/* It stands there before it says anything: what is inserted together with its text, not every reader of the screen tells. */}
      <p class="vh" role="status">
        {state.is === 'stopped' && tell('verify.stopped')}
        {title !== undefined && tell(title.id, title.index === undefined ? undefined : { index: title.index })}
        {state.is === 'checked' && say('text.colon') + isolate(onOneLine(state.of.file.name))}
      </p>
    </>
  );
};
