import { useAuditTexts } from '../../messages/audit-texts.js';
import type { AuditTextId } from '../../messages/audit-en.js';
import { type Stride, strideFrom } from '../../model/strip.js';
import { Glyph, type GlyphName } from '../../parts/glyph.js';
import type { EventLine } from '../../types/types.gen.js';

const BEFORE = [
  ['audit.first', 'first', { to: 'first' }],
  ['audit.correctionBefore', 'previousFix', { corrections: -1 }],
  ['audit.before', 'previous', { events: -1 }],
] as const satisfies readonly (readonly [AuditTextId, GlyphName, Stride])[];
const AFTER = [
  ['audit.after', 'next', { events: 1 }],
  ['audit.correctionAfter', 'nextFix', { corrections: 1 }],
  ['audit.last', 'last', { to: 'last' }],
] as const satisfies readonly (readonly [AuditTextId, GlyphName, Stride])[];

type Props = Readonly<{ events: readonly EventLine[]; at: number; step: (at: number) => void }>;

/** Buttons that do what the keys of the strip do. */
export const Steps = ({ events, at, step }: Props) => {
  const tell = useAuditTexts();
  const buttons = (all: typeof BEFORE | typeof AFTER) =>
    all.map(([id, glyph, stride]) => {
      const to = strideFrom(at, stride, events);
      return (
        // One that is disabled would lose the focus.
        <button key={id} type="button" aria-label={tell(id)} aria-disabled={to === at} onClick={() => step(to)}>
          <Glyph name={glyph} />
        </button>
      );
    });
  return (
    <div class="ctl on-screen" role="group" aria-label={tell('audit.steps')}>
      {buttons(BEFORE)}
      <output>{tell('audit.place', { n: at + 1, count: events.length })}</output>
      {buttons(AFTER)}
      <p class="keys" aria-hidden="true">
        <kbd>←</kbd> <kbd>→</kbd> {tell('audit.keyEvent')} <kbd>Shift ←</kbd> <kbd>→</kbd> {tell('audit.keyCorrection')}{' '}
        <kbd>Home</kbd> <kbd>End</kbd>
      </p>
    </div>
  );
};
