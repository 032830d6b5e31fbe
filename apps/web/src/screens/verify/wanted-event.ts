import { onOneLine } from '#ledger/audit/report.js';
import type { FileVerdict } from '#ledger/audit/verify-file.js';

/** The event that a proof was asked for, as far as it is known. `stream`, `revision`, `entry`: if its page was read. */
export type WantedEvent = Readonly<{
  id: string;
  stream?: string | undefined;
  revision?: number | undefined;
  entry?: string | undefined;
}>;

/** How what holds misses the event that was asked for: it is of another one, or it names none. */
export type Missed = 'another-event' | 'no-event';

/** Undefined if it proves the event that was asked for, and if it does not hold, so that it proves nothing. */
export const missedBy = ({ kind, audit }: FileVerdict, wanted: WantedEvent): Missed | undefined => {
  if (!audit.holds) return undefined;
  if (kind === 'audit-file' || audit.figures?.event === undefined) return 'no-event';
  const { event, entry } = audit.figures;
  const proved = { id: event.id, stream: event.stream, revision: event.revision, entry };
  const isThat = (['id', 'stream', 'revision', 'entry'] as const).every(
    (field) => wanted[field] === undefined || wanted[field] === proved[field],
  );
  return isThat ? undefined : 'another-event';
};

const SAID: Readonly<Record<Missed, string>> = {
  'another-event': 'proves another event',
  'no-event': 'names no event, so it does not prove the one that was asked for',
};

/** The report on what holds, if it misses the event: its first line must not say that it holds. */
export const reportOnMissed = (report: string, name: string, { id, ...wanted }: WantedEvent, missed: Missed): string =>
  [
    `${onOneLine(name)} ${SAID[missed]}.`,
    `  asked for    event ${onOneLine(id)}`,
    ...Object.entries(wanted).flatMap(([field, value]) =>
      value === undefined ? [] : [`               ${field} ${onOneLine(String(value))}`],
    ),
    '  What it proves instead:',
    ...report.split('\n').slice(1),
  ].join('\n');
