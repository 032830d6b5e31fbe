import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useMessages } from '../../messages/use-messages.js';
import { Glyph } from '../glyph.js';
import './drawer.css';

type Props = Readonly<{
  /** What kind of thing it shows, above its title. */
  kind: ComponentChildren;
  title: string;
  /** The title is a sentence in the language of the page, which keeps names of the other direction apart. */
  isSentence?: true;
  /** To the fact after (1) or before (-1). Absent if there is only one. */
  step?: ((by: 1 | -1) => void) | undefined;
  close: () => void;
  children: ComponentChildren;
}>;

const STEPS: Readonly<Record<string, 1 | -1>> = { j: 1, J: 1, k: -1, K: -1 };

/** A sheet over the screen: a dialog of the browser, which keeps the focus, closes with Escape, and gives the focus back. */
export const DrawerFrame = ({ kind, title, isSentence, step, close, children }: Props) => {
  const { say } = useMessages();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = STEPS[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    step?.(by);
  };
  return (
    <dialog
      ref={dialog}
      class="drawer"
      aria-labelledby="drawer"
      onClose={close}
      onKeyDown={onKeyDown}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <div class="sheet">
        <div class="dtools">
          <span class="by">{kind}</span>
          {step && (
            <>
              <button type="button" aria-label={say('moment.before')} aria-keyshortcuts="K" onClick={() => step(-1)}>
                <Glyph name="previous" />
              </button>
              <button type="button" aria-label={say('moment.after')} aria-keyshortcuts="J" onClick={() => step(1)}>
                <Glyph name="next" />
              </button>
            </>
          )}
          <button type="button" aria-label={say('drawer.close')} onClick={() => dialog.current?.close()}>
            <Glyph name="no" />
          </button>
        </div>
        <h2 id="drawer" class="rec" dir={isSentence ? undefined : 'auto'}>
          {title}
        </h2>
        {children}
      </div>
    </dialog>
  );
};
