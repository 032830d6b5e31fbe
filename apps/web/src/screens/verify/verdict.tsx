import { useMessages } from '../../messages/use-messages.js';
import { type VerifyTextId } from '../../messages/verify-en.js';
import { useVerifyTexts } from '../../messages/verify-texts.js';
import { instantText } from '../../model/instants.js';
import { Glyph } from '../../parts/glyph.js';
import type { FileVerdict } from '#ledger/audit/verify-file.js';
import type { Checked } from './check-messages.js';
import { AuditFigures } from './audit-figures.js';
import { Findings } from './findings.js';
import { ProofFigures } from './proof-figures.js';
import { saveReport } from './save-report.js';
import type { Ended } from './use-check.js';

type Props = Readonly<{ state: Readonly<{ checked: Checked }> & Ended }>;

/** The verdict, with what it rests on, and what it does not prove. */
export const Verdict = ({ state }: Props) => {
  const { checked, of, at, seconds } = state;
  const { verdict, report, isKeptUnused } = checked;
  const { language } = useMessages();
  const tell = useVerifyTexts();
  const { holds } = verdict.audit;
  const { id, index } = titleOf(verdict);
  const name = of.file.name;
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
      {!holds && <Findings verdict={verdict} />}
      {holds && verdict.kind === 'audit-file' && <AuditFigures figures={verdict.audit.figures} />}
      {holds && verdict.kind === 'event-proof' && verdict.audit.figures && (
        <ProofFigures figures={verdict.audit.figures} />
      )}
      {isKeptUnused && <p class="small">{tell('verify.keptNotUsed')}</p>}
      <p class="small dim">{tell('verify.limits')}</p>
      {!holds && (
        <p class="small">
          <b>{tell('verify.keep')}</b>
        </p>
      )}
      <button type="button" class={holds ? 'btn' : 'btn bad'} onClick={() => saveReport(report, of, at)}>
        {tell('verify.save')}
      </button>
    </>
  );
};

/** Findings on the first line mean that the file is of another kind, and nothing of it was read. */
const UNREADABLE: readonly string[] = [
  'header-malformed',
  'format-unknown',
  'compressed',
  'byte-order-mark',
  'windows-line-ends',
  'not-utf8',
  'line-too-long',
  'not-canonical',
  'malformed',
  'file-cut',
  'proof-malformed',
];

const titleOf = ({ kind, audit }: FileVerdict): Readonly<{ id: VerifyTextId; index?: number }> => {
  if (audit.holds) return { id: 'verify.holds' };
  const [first] = audit.findings;
  if (first?.code === 'log-file') return { id: 'verify.foreign' };
  const nothingRead = kind === 'audit-file' && audit.figures.origin === undefined;
  if (nothingRead && UNREADABLE.includes(first?.code ?? '')) return { id: 'verify.unreadable' };
  return first?.index === undefined ? { id: 'verify.fails' } : { id: 'verify.failsAt', index: first.index };
};
