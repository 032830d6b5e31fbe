import { escapeUnprintable } from '#formats/escape-unprintable.js';
import type { Finding } from './finding.js';
import type { Audit, Figures } from './verification.js';
import type { EventProofAudit } from './verify-event-proof.js';
import type { FileVerdict } from './verify-file.js';

/** The result of a verification as a text: figures if it holds, otherwise what is wrong and where. */
export const auditReport = (file: string, { holds, findings, more, figures }: Audit): string => {
  const name = onOneLine(file);
  if (holds) return [`${name} holds.`, ...figuresOf(figures).map(lineOf), ''].join('\n');
  const count = findings.length + more;
  const rest = more > 0 ? [`  and ${more} more`] : [];
  const title = `${name} does not hold: ${count} ${count === 1 ? 'finding' : 'findings'}.`;
  return [title, ...findings.flatMap(linesOn), ...rest, ''].join('\n');
};

/** The same of a file, which may be the proof of one event. */
export const reportOf = (name: string, { kind, audit }: FileVerdict): string =>
  kind === 'audit-file' ? auditReport(name, audit) : eventProofReport(name, audit);

const eventProofReport = (file: string, { findings, figures }: EventProofAudit): string => {
  const name = onOneLine(file);
  if (findings.length > 0 || figures === undefined)
    return [`${name} does not hold.`, ...findings.flatMap(linesOn), ''].join('\n');
  const { origin, index, size, root, entry, event, cosignatures } = figures;
  const shown = event
    ? [
        ['event', event.id] as const,
        ['stream', `${event.stream} revision ${event.revision}`] as const,
        ...(event.recordedAt === undefined ? [] : [['recorded', event.recordedAt] as const]),
      ]
    : [['event', 'withheld: only its entry is proved'] as const];
  const lines = [
    ['log', origin] as const,
    ...shown,
    ['entry', entry] as const,
    ['place', `index ${index} of ${size} entries`] as const,
    ['root', root] as const,
    ...cosignaturesOf(cosignatures),
  ];
  return [`${name} holds.`, ...lines.map(lineOf), ''].join('\n');
};

const linesOn = (finding: Finding): readonly string[] => {
  const place = placeOf(finding);
  return [`  ${place === '' ? '' : `${place}: `}${finding.code}`, `    ${onOneLine(finding.because)}`];
};

const lineOf = ([label, value]: readonly [string, string]) => `  ${label.padEnd(13)}${onOneLine(value)}`;

const figuresOf = (figures: Figures): readonly (readonly [string, string])[] => {
  const { origin, negotiationId, size, events, withheld, gaps, streams, root, recorded, backwards } = figures;
  const { checkpoints, cosignatures, sinceSize, uncovered, asOf } = figures;
  const hidden = `${withheld} withheld${gaps > 0 ? `, ${gaps} of them between events that are shown` : ''}`;
  return [
    ['log', origin ?? 'not named: only its consistency was checked, which anyone with write access can forge'],
    ...(negotiationId === undefined ? [] : [['negotiation', negotiationId] as const]),
    ['entries', `${size}: ${events} events in ${streams} streams, ${hidden}`],
    ...(withheld === 0
      ? []
      : [
          [
            'shown',
            'this file does not prove that nothing else belongs here: only the file of the whole log does',
          ] as const,
        ]),
    ['root', root],
    ...(recorded === undefined ? [] : [['recorded', `${recorded.from} to ${recorded.to}`] as const]),
    ...(checkpoints === undefined ? [] : [['checkpoints', checkpointsOf(checkpoints)] as const]),
    ...(asOf === undefined ? [] : [['as of', lineOnAsOf(asOf, withheld)] as const]),
    ...(backwards === undefined ? [] : [['note', noteOn(backwards)] as const]),
    ...(origin === undefined ? [] : cosignaturesOf(cosignatures, sinceSize)),
    ...(sinceSize === undefined ? [] : [['since', `its first ${sinceSize} entries match your checkpoint`] as const]),
    ...(uncovered === 0 ? [] : [['not covered', `${uncovered} events that no checkpoint covers`] as const]),
  ];
};

const checkpointsOf = ({ verified, unverified }: NonNullable<Figures['checkpoints']>): string =>
  [
    ...(verified === 0 ? [] : [`${verified} in the log match it, and are signed`]),
    ...(unverified === 0 ? [] : [`${unverified} in the log match it, but you gave no key that verifies them`]),
  ].join('; ');

const lineOnAsOf = ({ instant, entries, isFinal }: NonNullable<Figures['asOf']>, withheld: number): string =>
  [
    `${instant}: the first ${entries} entries`,
    ...(withheld > 0 ? ['by the events that are shown'] : []),
    isFinal
      ? 'final, since an event with a later time follows'
      : 'not final by this file alone, which has no event with a later time',
  ].join(', ');

const noteOn = ({ times, index, before }: NonNullable<Figures['backwards']>): string =>
  `the time of recording goes back ${times === 1 ? 'once' : `${times} times`}, first at index ${index}, which is earlier than index ${before}. Appends that ran side by side cause this by milliseconds, and several instances by seconds; ask the owner about more`;

const cosignaturesOf = (cosignatures: Figures['cosignatures'], sinceSize = 0): readonly (readonly [string, string])[] =>
  cosignatures.length > 0
    ? cosignatures.map(({ name, at }) => ['cosigned', `by ${name} at ${at}`])
    : [
        [
          'cosigned',
          `by no witness: the owner of the key could have rewritten and signed everything from ${sinceSize} on`,
        ],
      ];

/** Where it is, such as `index 7, line 9`; empty if it is not at one place. */
export const placeOf = ({ index, line, stream, revision, eventId }: Finding): string => {
  const places = [
    ...(index === undefined ? [] : [`index ${index}`]),
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(stream === undefined ? [] : [`${onOneLine(stream)} revision ${revision}`]),
    ...(eventId === undefined ? [] : [`event ${onOneLine(eventId)}`]),
  ];
  return places.join(', ');
};

/** The content of a file is not trusted, so it may not begin a line, be endless, or hide or reorder what a reader sees. */
export const onOneLine = (text: string): string => escapeUnprintable(text.replaceAll(/\s+/g, ' ').slice(0, MOST_TEXT));
const MOST_TEXT = 500;
