import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useWeekTexts } from '../../../messages/week-texts.js';

type Props = Readonly<{ name: string | undefined; address: string; close: () => void }>;

/** An address that is shown this once. `name`: of its feed. */
export const Address = ({ name, address, close }: Props) => {
  const tell = useWeekTexts();
  const field = useRef<HTMLInputElement>(null);
  const [said, say] = useState<'feeds.copied' | 'feeds.copyFailed'>();
  const select = () => {
    field.current?.focus();
    field.current?.select();
  };
  useLayoutEffect(select, []);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address);
      say('feeds.copied');
    } catch {
      // Without a safe line, or without leave, a page may not copy. Its reader may.
      select();
      say('feeds.copyFailed');
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
        <input ref={field} dir="ltr" readOnly aria-label={tell('feeds.address')} value={address} />
        <button type="button" class="btn on" onClick={() => void copy()}>
          {tell('feeds.copy')}
        </button>
      </p>
      <p class="small" role="status">
        {said !== undefined && tell(said)}
      </p>
      <p class="small">
        <b>{tell('feeds.isKey')}</b> {tell('feeds.once')}
      </p>
      <button type="button" class="plain small" onClick={close}>
        {tell('feeds.close')}
      </button>
    </div>
  );
};
