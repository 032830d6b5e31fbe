import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { useAuditTexts } from '../../messages/audit-texts.js';
import { useVerifyTexts } from '../../messages/verify-texts.js';
import { Loading } from '../../parts/loading.js';
import { shortcutKey } from '../../parts/shortcut.js';
import { Trouble } from '../../parts/trouble.js';
import { useKeyDown } from '../../parts/use-key-down.js';
import { useKeyHint } from '../../parts/use-key-hint.js';
import { COMMAND } from '../verify/command.js';
import { faultText } from '../verify/fault-texts.js';
import { Outcome } from '../verify/outcome.js';
import { TextField } from '../verify/text-field.js';
import { useProofCheck } from './use-proof-check.js';

const KEY_FIELD = 'audit-key';

/** Whether the event at the hand is in the log as it was signed: checked on this device, with the key that the auditor gives. */
export const ProofCheck = ({ eventId }: Readonly<{ eventId: string }>) => {
  const tell = useAuditTexts();
  const tellVerify = useVerifyTexts();
  const { given, fill, toCheck, toSave, state, stop, check, save } = useProofCheck(eventId);
  const [lacksKey, setLacksKey] = useState(false);
  const hint = useKeyHint('v');
  const tried = () => {
    const lacks = given.keys.trim() === '';
    setLacksKey(lacks);
    if (lacks) document.getElementById(KEY_FIELD)?.focus();
    else void check();
  };
  useKeyDown((event) => {
    if (shortcutKey(event)?.toLowerCase() !== 'v') return;
    event.preventDefault();
    tried();
  });
  const faults = state.is === 'fields-wrong' ? state.faults : [];
  const told = (field: string) =>
    faults.filter((fault) => fault.field === field).map((fault) => faultText(fault, tellVerify));
  return (
    <div class="vf part">
      <h3>{tell('audit.check')}</h3>
      <p class="small">{tell('audit.checkWhat')}</p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          tried();
        }}
      >
        <TextField
          id={KEY_FIELD}
          rows={2}
          label={tellVerify('verify.key')}
          help={tellVerify('verify.keyHelp')}
          value={given.keys}
          wrong={[
            ...(lacksKey && given.keys.trim() === '' ? [{ what: tellVerify('verify.noKey') }] : []),
            ...told('keys'),
          ]}
          fill={(keys) => fill({ keys })}
        />
        <details open={given.witnesses !== ''}>
          <summary>{tellVerify('verify.witness')}</summary>
          <TextField
            id="audit-witness"
            rows={2}
            label={tellVerify('verify.witness')}
            help={tellVerify('verify.witnessHelp')}
            value={given.witnesses}
            wrong={told('witnesses')}
            fill={(witnesses) => fill({ witnesses })}
          />
        </details>
        <p class="buttons">
          <button class="btn on" type="submit" {...hint}>
            {tell('audit.check')}
            {hint !== undefined && <kbd aria-hidden="true">V</kbd>}
          </button>
          <button class="btn" type="button" onClick={() => void save()}>
            {tell('audit.saveProof')}
          </button>
        </p>
      </form>
      {(toCheck.is === 'fetching' || toSave.is === 'fetching') && <Loading>{tell('audit.fetching')}</Loading>}
      {toCheck.is === 'failed' && <Trouble error={toCheck.error} retry={tried} heading="h3" />}
      {toSave.is === 'failed' && <Trouble error={toSave.error} retry={() => void save()} heading="h3" />}
      {told('kept').map(({ what }) => (
        <p key={what} class="hard small" role="alert">
          {what}
        </p>
      ))}
      <Outcome state={state} stop={stop} />
      <p class="caution">{tellVerify('verify.caution', { command: COMMAND })}</p>
      <p class="small">
        <Link href="/verify">{tell('audit.verify')}</Link>
      </p>
    </div>
  );
};
