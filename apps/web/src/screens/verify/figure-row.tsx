import type { ComponentChildren } from 'preact';
import { Glyph } from '../../parts/glyph.js';

type Props = Readonly<{ what: string; is?: 'yes' | 'warn' | undefined; children?: ComponentChildren }>;

/** A line of a verdict: what was checked, and its figure. */
export const FigureRow = ({ what, is, children }: Props) => (
  <li>
    <span class={is === 'warn' ? 'wait' : 'ease'}>{is !== undefined && <Glyph name={is} />}</span>
    <span>{what}</span>
    <span class="figure">{children}</span>
  </li>
);

/** A hash, a key, or an id: it may break anywhere, and is read from left to right. */
export const Code = ({ children }: Readonly<{ children: string }>) => <code dir="ltr">{children}</code>;
