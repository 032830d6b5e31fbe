import { useEffect, useRef, useState } from 'preact/hooks';
import { useMessages } from '../../messages/use-messages.js';
import { useTimelineTexts } from '../../messages/timeline-texts.js';
import { dateText } from '../../model/dates.js';
import { FORMS, isFiltered, KINDS, type View } from '../../model/timeline-view.js';
import { Glyph } from '../../parts/glyph.js';
import type { Party } from '../../types/types.gen.js';
import { useNarrow } from '../../parts/use-narrow.js';
import type { Change } from './use-view.js';
import type { WindowControl } from './use-window.js';

type Props = Readonly<{ view: View; change: Change; parties: readonly Party[]; windows: WindowControl }>;

/** Which facts are shown, of which days, and in which form; on a phone that is the list. */
export const Filters = ({ view, change, parties, windows }: Props) => {
  const tell = useTimelineTexts();
  const isNarrow = useNarrow();
  return (
    <search class={isFiltered(view) ? 'filters on' : 'filters'} aria-label={tell('filter.label')}>
      {!isNarrow && (
        <Select name={tell('filter.form')} value={view.form} choose={(form) => change({ form: form as View['form'] })}>
          {FORMS.map((form) => (
            <option key={form} value={form}>
              {tell(`form.${form}`)}
            </option>
          ))}
        </Select>
      )}
      <Select
        name={tell('filter.kind')}
        value={view.kind ?? ''}
        choose={(kind) => change({ kind: (kind || undefined) as View['kind'] })}
      >
        <option value="">{tell('filter.allKinds')}</option>
        {KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {tell(`kinds.${kind}`)}
          </option>
        ))}
      </Select>
      <Select
        name={tell('filter.party')}
        value={view.partyId ?? ''}
        choose={(partyId) => change({ partyId: partyId || undefined })}
      >
        <option value="">{tell('filter.allParties')}</option>
        {parties.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <Find q={view.q} change={change} />
      {isFiltered(view) && (
        <button type="button" class="plain" onClick={() => change(UNFILTERED)}>
          {tell('filter.clear')}
        </button>
      )}
      <Period windows={windows} />
    </search>
  );
};

export const UNFILTERED = { kind: undefined, partyId: undefined, q: undefined } as const;

type SelectProps = Readonly<{ name: string; value: string; choose: (value: string) => void; children: unknown }>;
const Select = ({ name, value, choose, children }: SelectProps) => (
  <select aria-label={name} value={value} onChange={({ currentTarget }) => choose(currentTarget.value)}>
    {children as never}
  </select>
);

/** A search begins when the reader has stopped typing for so long, or at once with Enter. */
const TYPED_MS = 400;

const Find = ({ q, change }: Readonly<{ q: string | undefined; change: Change }>) => {
  const tell = useTimelineTexts();
  const [typed, type] = useState(q ?? '');
  const timer = useRef<ReturnType<typeof setTimeout>>();
  // The address changes from elsewhere, too: by the way back, or by a link that clears the filters.
  useEffect(() => {
    if ((q ?? '') !== typed.trim()) type(q ?? '');
  }, [q]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const find = (words: string) => {
    clearTimeout(timer.current);
    change({ q: words.trim() || undefined }, { replace: true });
  };
  return (
    <form
      class="find"
      onSubmit={(event) => {
        event.preventDefault();
        find(typed);
      }}
    >
      <label>
        {tell('filter.find')}{' '}
        <input
          type="search"
          value={typed}
          maxLength={500}
          placeholder={tell('filter.words')}
          onInput={({ currentTarget: { value } }) => {
            type(value);
            clearTimeout(timer.current);
            timer.current = setTimeout(() => find(value), TYPED_MS);
          }}
        />
      </label>
    </form>
  );
};

/** The days that are shown: those before and after them, all, or those that are shown at first. */
const Period = ({ windows }: Readonly<{ windows: WindowControl }>) => {
  const { language } = useMessages();
  const tell = useTimelineTexts();
  const { window, all, usual, shift, settle } = windows;
  const isAll = window.from === all.from && window.to === all.to;
  return (
    <div class="period on-screen" role="group" aria-label={tell('period.label')}>
      <button type="button" aria-label={tell('period.earlier')} onClick={() => shift(-1)}>
        <Glyph name="previous" />
      </button>
      <output>{dateText(`${window.from}/${window.to}`, language).text}</output>
      <button type="button" aria-label={tell('period.later')} onClick={() => shift(1)}>
        <Glyph name="next" />
      </button>
      <button type="button" class="now" onClick={() => settle(isAll ? usual.window : all)}>
        {tell(isAll ? `period.${usual.is}` : 'period.all')}
      </button>
    </div>
  );
};
