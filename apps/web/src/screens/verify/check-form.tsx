import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useMessages } from '../../messages/use-messages.js';
import { useVerifyTexts } from '../../messages/verify-texts.js';
import { Glyph } from '../../parts/glyph.js';
import type { Check } from './check-messages.js';
import { faultText, type FaultText } from './fault-texts.js';
import { sizeText } from './size-text.js';
import { TextField } from './text-field.js';
import { useDrop } from './use-drop.js';
import type { CheckState } from './use-check.js';
import { type FieldName, type Lacking, useGiven } from './use-given.js';

/** The id of each field, and how many lines it shows. */
const FIELD = {
  keys: { id: 'verify-key', rows: 2 },
  event: { id: 'verify-event', rows: 3 },
  witnesses: { id: 'verify-witness', rows: 2 },
  kept: { id: 'verify-kept', rows: 6 },
} as const;
const FILE = 'verify-file';

/** `clear`: what came of a check is about what was in the fields then, so it does not stay beside another content. */
type Props = Readonly<{ state: CheckState; begin: (check: Check) => void; clear: () => void }>;

/** What is checked, and against what. */
export const CheckForm = ({ state, begin, clear }: Props) => {
  const { language } = useMessages();
  const tell = useVerifyTexts();
  const { file, needsEvent, fields, choose, fill, settle } = useGiven(clear);
  const [isTried, setTried] = useState(false);
  const [isSeveral, setSeveral] = useState(false);
  const [lacks, setLacks] = useState<Lacking>();
  const more = useRef<HTMLDetailsElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const take = (chosen: File | undefined) => {
    setSeveral(false);
    choose(chosen);
  };
  const isOver = useDrop(chooser, setSeveral);
  const faults = state.is === 'fields-wrong' ? state.faults : [];
  const isMissing = (name: 'keys' | 'event') => isTried && fields[name].trim() === '';
  const faultsOf = (name: FieldName): readonly FaultText[] => [
    ...(name === 'keys' && isMissing('keys') ? [{ what: tell('verify.noKey') }] : []),
    ...(name === 'event' && isMissing('event') ? [{ what: tell('verify.eventHelp', { route: ROUTE }) }] : []),
    ...faults.filter(({ field }) => field === name).map((fault) => faultText(fault, tell)),
  ];
  useEffect(() => {
    const [first] = faults;
    if (first === undefined) return;
    if (first.field === 'witnesses' || first.field === 'kept') more.current?.setAttribute('open', '');
    document.getElementById(FIELD[first.field].id)?.focus();
  }, [state]);
  // The field of the event is there only now.
  useLayoutEffect(() => {
    if (lacks === undefined) return;
    document.getElementById(lacks.lacking === 'file' ? FILE : FIELD[lacks.lacking].id)?.focus();
  }, [lacks]);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    setSeveral(false);
    // A file that was changed and is chosen again is another one, of which the browser says nothing.
    const settled = await settle(chooser.current?.files?.[0]);
    if (settled === undefined) return;
    if ('lacking' in settled) return setLacks(settled);
    begin(settled);
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
  const ofFile = isSeveral ? tell('verify.oneFile') : isTried && file === undefined ? tell('verify.noFile') : undefined;
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <div class={isOver ? 'drop over' : 'drop'}>
        <label for={FILE}>{tell('verify.file')}</label>
        <p class="by" id="verify-drop">
          {tell('verify.drop')}
        </p>
        <input
          id={FILE}
          type="file"
          aria-describedby="verify-drop verify-file-why"
          aria-invalid={ofFile !== undefined}
          ref={chooser}
          onChange={({ currentTarget }) => take(currentTarget.files?.[0])}
        />
        <div id="verify-file-why">
          {file !== undefined && <p class="small dim">{sizeText(file.size, language)}</p>}
          <p class="hard small" role="status">
            {ofFile !== undefined && (
              <>
                <Glyph name="warn" />
                {ofFile}
              </>
            )}
          </p>
        </div>
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
