import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

type Props = Readonly<{
  name: string;
  yes: string;
  no: string;
  /** What is done takes something away. */
  isBad?: boolean;
  isBusy: boolean;
  onYes: () => void;
  onNo: () => void;
  children: ComponentChildren;
}>;

/** Asks before something is done. Enter twice does nothing by mistake: the focus is on what leaves all as it is. */
export const Question = ({ name, yes, no, isBad = false, isBusy, onYes, onNo, children }: Props) => {
  const keep = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => keep.current?.focus(), []);
  return (
    <div class="ask" role="group" aria-label={name}>
      {children}
      <p class="acts2">
        <button
          type="button"
          class={isBad ? 'btn bad' : 'btn on'}
          aria-disabled={isBusy}
          onClick={() => isBusy || onYes()}
        >
          {yes}
        </button>
        <button type="button" class="btn" ref={keep} onClick={onNo}>
          {no}
        </button>
      </p>
    </div>
  );
};
