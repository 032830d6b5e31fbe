import { useEffect, useRef, useState } from 'preact/hooks';
import { useMessages } from '../../messages/use-messages.js';
import { useVerifyTexts } from '../../messages/verify-texts.js';
import { Glyph } from '../../parts/glyph.js';
import type { Check, WrongKey } from './check-messages.js';
import { sizeText } from './size-text.js';
import { TextField } from './text-field.js';
import { useDrop } from './use-drop.js';
import type { CheckState } from './use-check.js';
import { type FieldName, useGiven } from './use-given.js';

/** The id of each field, and how many lines it shows. */
const FIELD = {
  keys: { id: 'verify-key', rows: 2 },
  event: { id: 'verify-event', rows: 3 },
  witnesses: { id: 'verify-witness', rows: 2 },
  kept: { id: 'verify-kept', rows: 6 },
} as const;
const FILE = 'verify-file';

type Props = Readonly<{ state: CheckState; begin: (check: Check) => void }>;

/** What is checked, and against what. */
export const CheckForm = ({ state, begin }: Props) => {
  const { language } = useMessages();
  const tell = useVerifyTexts();
  const { file, needsEvent, fields, choose, fill, check } = useGiven();
  const [isTried, setTried] = useState(false);
  const more = useRef<HTMLDetailsElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const take = (files: FileList | null) => {
    const [chosen] = files ?? [];
    if (chosen !== undefined) choose(chosen);
  };
  const isOver = useDrop((files) => {
    // The field shows the name of what was dropped, too.
    if (chooser.current !== null) chooser.current.files = files;
    take(files);
  });
  const wrong = state.is === 'wrong-keys' ? state.wrong : [];
  const isMissing = (name: 'keys' | 'event') => isTried && fields[name].trim() === '';
  const faultsOf = (name: FieldName) => [
    ...(name === 'keys' && isMissing('keys') ? [tell('verify.noKey')] : []),
    ...(name === 'event' && isMissing('event') ? [tell('verify.eventHelp', { route: ROUTE })] : []),
    ...wrong.filter(({ field }) => field === name).map((one: WrongKey) => tell('verify.lineIs', { ...one })),
  ];
  useEffect(() => {
    const [first] = wrong;
    if (first === undefined) return;
    if (first.field === 'witnesses') more.current?.setAttribute('open', '');
    document.getElementById(FIELD[first.field].id)?.focus();
  }, [state]);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    const missing =
      check === undefined
        ? FILE
        : (['keys', ...(needsEvent ? (['event'] as const) : [])] as const).find((name) => fields[name].trim() === '');
    if (check !== undefined && missing === undefined) return begin(check);
    document.getElementById(missing === FILE ? FILE : FIELD[missing as 'keys' | 'event'].id)?.focus();
  };
  const field = (name: FieldName, label: string, help: string) => (
    <TextField
      {...FIELD[name]}
      label={label}
      help={help}
      value={fields[name]}
      wrong={faultsOf(name)}
      fill={(text) => fill(name, text)}
    />
  );
  return (
    <form onSubmit={submit} noValidate>
      <div class={isOver ? 'drop over' : 'drop'}>
        <label for={FILE}>{tell('verify.file')}</label>
        <p class="by" id="verify-drop">
          {tell('verify.drop')}
        </p>
        <input
          id={FILE}
          type="file"
          aria-describedby="verify-drop verify-file-why"
          aria-invalid={isTried && file === undefined}
          ref={chooser}
          onChange={({ currentTarget }) => take(currentTarget.files)}
        />
        <p id="verify-file-why" class={file === undefined ? 'hard small' : 'small'}>
          {file !== undefined && <span class="dim">{sizeText(file.size, language)}</span>}
          {file === undefined && isTried && (
            <>
              <Glyph name="warn" />
              {tell('verify.noFile')}
            </>
          )}
        </p>
      </div>
      {needsEvent && field('event', tell('verify.event'), tell('verify.eventHelp', { route: ROUTE }))}
      {field('keys', tell('verify.key'), tell('verify.keyHelp'))}
      <details ref={more}>
        <summary>{tell('verify.more')}</summary>
        {field('witnesses', tell('verify.witness'), tell('verify.witnessHelp'))}
        {field('kept', tell('verify.kept'), tell('verify.keptHelp'))}
      </details>
      <button class="btn on" type="submit">
        {tell('verify.check')}
      </button>
    </form>
  );
};
const ROUTE = 'GET /v1/audit/proofs/inclusion';
