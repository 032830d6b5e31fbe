import { useEffect, useRef } from 'preact/hooks';
import { useMessages } from '../../messages/use-messages.js';
import { useVerifyTexts } from '../../messages/verify-texts.js';
import { Glyph } from '../../parts/glyph.js';
import { COMMAND } from './command.js';
import { Running } from './running.js';
import type { CheckState } from './use-check.js';
import { Verdict } from './verdict.js';

type Props = Readonly<{ state: CheckState; stop: () => void }>;

/** What came of the check, or how far it is. */
export const Outcome = ({ state, stop }: Props) => {
  const tell = useVerifyTexts();
  const { say } = useMessages();
  const section = useRef<HTMLElement>(null);
  // On a phone it stands below the form; and the button that held the focus while it ran is gone.
  useEffect(() => {
    if (state.is !== 'none' && state.is !== 'wrong-keys') section.current?.focus();
  }, [state.is]);
  if (state.is === 'none' || state.is === 'wrong-keys') return null;
  return (
    <section class="outcome" ref={section} tabIndex={-1} aria-label={tell('verify.result')}>
      {state.is === 'running' && <Running of={state.of} progress={state.progress} stop={stop} />}
      {state.is === 'checked' && <Verdict state={state} />}
      {state.is === 'stopped' && <p role="status">{tell('verify.stopped')}</p>}
      {(state.is === 'unread' || state.is === 'not-loaded' || state.is === 'broken') && (
        <p role="alert">
          <Glyph name="warn" />
          {state.is === 'unread' && tell('verify.cannotRead')}
          {state.is === 'not-loaded' && tell('verify.notLoaded')}
          {state.is === 'broken' && tell('verify.broke', { because: state.because, command: COMMAND })}
        </p>
      )}
      <p class="vh" role="status">
        {state.is === 'checked' && tell(state.checked.verdict.audit.holds ? 'verify.holds' : 'verify.fails')}
        {state.is === 'checked' && say('text.colon') + state.of.file.name}
      </p>
    </section>
  );
};
