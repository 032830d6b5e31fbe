import { useId, useState } from 'preact/hooks';
import { useVerifyTexts } from '../../messages/verify-texts.js';
import { Glyph } from '../../parts/glyph.js';
import type { FaultText } from './fault-texts.js';

/** No key and no checkpoint is larger. */
const MAX_BYTES = 1_000_000;

type Props = Readonly<{
  id: string;
  label: string;
  help: string;
  rows: number;
  value: string;
  wrong: readonly FaultText[];
  fill: (text: string) => void;
}>;

/** A text that is typed, pasted, or taken from a file. */
export const TextField = ({ id, label, help, rows, value, wrong, fill }: Props) => {
  const tell = useVerifyTexts();
  const own = useId();
  const [unread, setUnread] = useState<'verify.tooLarge' | 'verify.cannotRead'>();
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    if (file.size > MAX_BYTES) return setUnread('verify.tooLarge');
    try {
      fill(await file.text());
      setUnread(undefined);
    } catch {
      // The browser says it in no way that helps: the file is gone.
      setUnread('verify.cannotRead');
    }
  };
  const why = [...wrong, ...(unread === undefined ? [] : [{ what: tell(unread) }])];
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <p class="by" id={`${own}-help`}>
        {help}
      </p>
      <textarea
        id={id}
        dir="ltr"
        rows={rows}
        spellcheck={false}
        autocomplete="off"
        aria-describedby={`${own}-help ${own}-why`}
        aria-invalid={why.length > 0}
        value={value}
        onInput={({ currentTarget }) => fill(currentTarget.value)}
      />
      <div id={`${own}-why`}>
        {why.map(({ what, because }) => (
          <p key={`${what} ${because}`} class="hard small">
            <Glyph name="warn" />
            {what}
            {because !== undefined && (
              <>
                {' '}
                <span lang="en" dir="ltr">
                  {because}
                </span>
              </>
            )}
          </p>
        ))}
      </div>
      <label class="from small">
        <span>
          <span class="vh">{label}</span> {tell('verify.fromFile')}
        </span>
        <input
          type="file"
          // Else a file that was changed could not be chosen again.
          onClick={({ currentTarget }) => (currentTarget.value = '')}
          onChange={({ currentTarget }) => void take(currentTarget.files?.[0])}
        />
      </label>
    </div>
  );
};
