import { useRef } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { useWeekTexts } from '../../messages/week-texts.js';
import { daysAfter, mondayOf } from '../../model/week.js';
import { useDateText } from '../../parts/fact-date.js';
import { Glyph } from '../../parts/glyph.js';
import { useKeyHint } from '../../parts/use-key-hint.js';
import type { ShownWeek } from './use-shown-week.js';

/** The signs of the bars, in the order in which a meeting becomes certain. */
const SIGNS = ['held', 'confirmed', 'planned', 'cancelled', 'vague', 'rival'] as const;

type Props = Readonly<{ week: ShownWeek; hasKey: boolean }>;

/** Which week is shown, the weeks beside it, and what the bars mean. */
export const WeekBar = ({ week: { monday, today, before, after }, hasKey }: Props) => {
  const tell = useWeekTexts();
  const dated = useDateText();
  const shown = useRef<HTMLOutputElement>(null);
  const hint = useKeyHint('n');
  return (
    <div class="wkbar">
      <div class="wkstep" role="group" aria-label={tell('week.shown')}>
        <Beside address={before} name={tell('week.before')} hotkey="[" glyph="previous" />
        <output ref={shown} tabIndex={-1}>
          {dated(`${monday}/${daysAfter(monday, 6)}`).shown}
        </output>
        <Beside address={after} name={tell('week.after')} hotkey="]" glyph="next" />
      </div>
      {monday !== mondayOf(today) && (
        // It goes away with its click: the focus goes to the week that is shown.
        <Link class="btn" href="/week" {...hint} onClick={() => shown.current?.focus()}>
          {tell('week.now')}
        </Link>
      )}
      {hasKey && (
        <ul class="wkkey">
          {SIGNS.map((sign) => (
            <li key={sign}>
              <i class={`wkb ${sign}`} aria-hidden="true" />
              {tell(`week.sign.${sign}`)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
};

type BesideProps = Readonly<{ address: string | undefined; name: string; hotkey: string; glyph: 'previous' | 'next' }>;
const Beside = ({ address, name, hotkey, glyph }: BesideProps) => {
  const hint = useKeyHint(hotkey, name);
  return address === undefined ? null : (
    <Link href={address} aria-label={name} {...hint}>
      <Glyph name={glyph} />
    </Link>
  );
};
