import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useFeedsTexts } from '../../messages/feeds-texts.js';

/** `name`: of what it belongs to. `label`: what it is. `isKey`: who can do what with it. `uncopied`: what is said if it cannot be copied. */
type Props = Readonly<{
  name: string | undefined;
  label: string;
  value: string;
  isKey: string;
  once: string;
  uncopied: string;
  close: () => void;
}>;

/** A secret that is shown this once, and is in no storage: its reader copies it. */
export const ShownOnce = ({ name, label, value, isKey, once, uncopied, close }: Props) => {
  const tell = useFeedsTexts();
  const field = useRef<HTMLInputElement>(null);
  const [said, say] = useState<string>();
  const select = () => {
    field.current?.focus();
    field.current?.select();
  };
  useLayoutEffect(select, []);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      say(tell('feeds.copied'));
    } catch {
      // Without a safe line, or without leave, a page may not copy. Its reader may.
      select();
      say(uncopied);
    }
  };
  return (
    <div class="address">
      {name !== undefined && (
        <p>
          <b>
            <bdi>{name}</bdi>
          </b>
        </p>
      )}
      <p class="once">
        {/* A browser that keeps what is in fields, for a window that it opens again, must not keep this. */}
        <input ref={field} dir="ltr" readOnly autocomplete="off" aria-label={label} value={value} />
        <button type="button" class="btn on" onClick={() => void copy()}>
          {tell('feeds.copy')}
        </button>
      </p>
      <p class="small" role="status">
        {said}
      </p>
      <p class="small">
        <b>{isKey}</b> {once}
      </p>
      <button type="button" class="plain small" onClick={close}>
        {tell('feeds.close')}
      </button>
    </div>
  );
};
