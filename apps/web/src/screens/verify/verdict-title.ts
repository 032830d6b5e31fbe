import type { FileVerdict } from '#ledger/audit/verify-file.js';
import type { VerifyTextId } from '../../messages/verify-en.js';
import type { Checked } from './check-messages.js';
import type { Missed } from './wanted-event.js';

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
/** What was given does not belong together: of the file, it says nothing. */
const UNCHECKED: readonly string[] = ['checkpoint-origin-unknown', 'since-origin-unknown', 'proof-of-another-kind'];

const MISSED = { 'another-event': 'verify.anotherEvent', 'no-event': 'verify.notThatEvent' } as const satisfies Record<
  Missed,
  VerifyTextId
>;

type Title = Readonly<{ id: VerifyTextId; index?: number }>;

export const isUnchecked = ({ audit }: FileVerdict): boolean =>
  !audit.holds && UNCHECKED.includes(audit.findings[0]?.code ?? '');

export const titleOf = ({ verdict, missed }: Pick<Checked, 'verdict' | 'missed'>): Title => {
  const { kind, audit } = verdict;
  if (missed !== undefined) return { id: MISSED[missed] };
  if (audit.holds) return { id: 'verify.holds' };
  if (isUnchecked(verdict)) return { id: 'verify.unchecked' };
  const [first] = audit.findings;
  if (first?.code === 'log-file') return { id: 'verify.foreign' };
  const nothingRead = kind === 'audit-file' && audit.figures.origin === undefined;
  if (nothingRead && UNREADABLE.includes(first?.code ?? '')) return { id: 'verify.unreadable' };
  return first?.index === undefined ? { id: 'verify.fails' } : { id: 'verify.failsAt', index: first.index };
};
