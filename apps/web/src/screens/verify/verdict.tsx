import { onOneLine } from '#ledger/audit/report.js';
import { useMessages } from '../../messages/use-messages.js';
import { useVerifyTexts } from '../../messages/verify-texts.js';
import { isolate } from '#messages/languages.js';
import { instantText } from '../../model/instants.js';
import { Glyph } from '../../parts/glyph.js';
import type { Checked } from './check-messages.js';
import { AuditFigures } from './audit-figures.js';
import { Findings } from './findings.js';
import { ProofFigures } from './proof-figures.js';
import { saveReport } from './save-report.js';
import type { Ended } from './use-check.js';
import { isUnchecked, titleOf } from './verdict-title.js';

type Props = Readonly<{ state: Readonly<{ checked: Checked }> & Ended }>;

/** The verdict, with what it rests on, and what it does not prove. */
export const Verdict = ({ state }: Props) => {
  const { checked, of, at, seconds } = state;
  const { verdict, kept, missed } = checked;
  const { language } = useMessages();
  const tell = useVerifyTexts();
  const isProved = verdict.audit.holds;
  const holds = isProved && missed === undefined;
  const { id, index } = titleOf(checked);
  const name = isolate(onOneLine(of.file.name));
  return (
    <>
      <h2 class={holds ? 'verdict' : 'verdict hard'}>
        <span class={holds ? 'ease' : 'hard'}>
          <Glyph name={holds ? 'yes' : 'no'} />
        </span>
        {tell(id, index === undefined ? undefined : { index })}
      </h2>
      <p class="by">
        {tell('verify.at', { name, time: instantText(at, language) })} {tell('verify.took', { seconds })}
      </p>
      {missed && <p>{tell('verify.missedMeans', { event: isolate(onOneLine(of.wanted?.id ?? '')) })}</p>}
      {!isProved && <Findings verdict={verdict} />}
      {isProved && verdict.kind === 'audit-file' && <AuditFigures figures={verdict.audit.figures} />}
      {isProved && verdict.kind === 'event-proof' && verdict.audit.figures && (
        <ProofFigures figures={verdict.audit.figures} kept={kept} />
      )}
      {kept?.is === 'not-used' && <p class="small">{tell('verify.keptNotUsed')}</p>}
      <p class="small dim">{tell('verify.limits')}</p>
      {!holds && !isUnchecked(verdict) && (
        <p class="small">
          <b>{tell('verify.keep')}</b>
        </p>
      )}
      <button type="button" class={holds ? 'btn' : 'btn bad'} onClick={() => saveReport(checked, of, at)}>
        {tell('verify.save')}
      </button>
    </>
  );
};
