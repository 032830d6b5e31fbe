import { useEffect, useState } from 'preact/hooks';
import { useMessages } from '../../messages/use-messages.js';
import { useRecordTexts } from '../../messages/record-texts.js';
import { KINDS_OF, type Taken, takesSeveral } from '../../model/record/entry.js';
import { partsOf, type Suggestion } from '../../model/record/find-name.js';
import { isComposing } from '../../parts/is-composing.js';
import { Glyph } from '../../parts/glyph.js';
import { Field, fieldId, focusOnId, wrong } from './field.js';
import { NewName, newNameId } from './new-name.js';
import type { FormProps } from './form-props.js';
import { useNames } from './use-names.js';

/** The last option, which makes a new name, in place of the id of a name. */
const NEW = 'new';

type Props = FormProps & Readonly<{ id: string; next: () => void }>;

/** Whom it is about: a combobox (ARIA 1.2). What has the focus stays the field; the list under it moves the rest down. */
export const NameField = ({ id, entry, change, known, faults, next }: Props) => {
  const { say } = useMessages();
  const tell = useRecordTexts();
  const { form, who, typed } = entry;
  const isSeveral = takesSeveral(form);
  const [isOpen, setOpen] = useState(false);
  /** The option that is active, by its id: others come and go while the service answers. */
  const [held, setHeld] = useState({ of: '', id: '' });
  /** For which words Enter was pressed before all names were found. */
  const [waitsFor, setWaitsFor] = useState('');
  const { found, isPending } = useNames(id, typed, known.names.items, KINDS_OF[form]);
  const options = found.filter((one) => !who.some((taken) => taken.id === one.id));
  const mayBeNew = form !== 'position';
  const ids = [...options.map((one) => one.id), ...(mayBeNew ? [NEW] : [])];
  const count = ids.length;
  const of = `${form} ${typed}`;
  const isHeld = held.of === of && ids.includes(held.id);
  // Until all names are found, nothing is a new name by itself.
  const first = options.length > 0 || !isPending ? 0 : -1;
  const active = isHeld ? ids.indexOf(held.id) : first;
  const isShown = isOpen && typed.trim() !== '' && count > 0;
  useEffect(() => {
    // What is shown as active stays so.
    if (!isHeld && options[0] !== undefined) setHeld({ of, id: options[0].id });
  }, [of, isHeld, options[0]?.id]);
  const take = (one: Taken) => {
    change({ who: isSeveral ? [...who, one] : [one], typed: '' });
    setOpen(false);
    if (!isSeveral) next();
  };
  const makeNew = () => {
    const name = typed.trim();
    const made = crypto.randomUUID();
    change({
      who: [...(isSeveral ? who : []), { id: made, kind: 'person', name, isNew: true }],
      typed: '',
    });
    setOpen(false);
    // Whoever has gone on meanwhile goes on there.
    if (document.activeElement?.id === fieldId('who')) focusOnId(newNameId(made));
  };
  const takeActive = () => {
    const option = options[active];
    if (option !== undefined) take(takenFrom(option));
    else if (active >= 0) makeNew();
    else setWaitsFor(of);
  };
  useEffect(() => {
    if (waitsFor !== of || isPending) return;
    setWaitsFor('');
    // Somebody of this name is on record after all: then the list asks who is meant.
    if (options.length === 0) makeNew();
  }, [waitsFor, of, isPending]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isComposing(event)) return;
    const { key } = event;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const next = key === 'ArrowDown' ? active + 1 : Math.max(active, 0) + count - 1;
      if (isShown) setHeld({ of, id: ids[next % count]! });
    } else if (isShown && (key === 'Enter' || (key === ',' && isSeveral))) {
      event.preventDefault();
      takeActive();
    } else if (key === 'Enter') {
      event.preventDefault();
      if (typed.trim() === '') next();
    } else if (isShown && key === 'Tab' && !event.shiftKey && options[active] !== undefined) {
      const isLast = !isSeveral;
      if (!isLast) event.preventDefault();
      change({ who: isSeveral ? [...who, takenFrom(options[active])] : [takenFrom(options[active])], typed: '' });
      setOpen(false);
    } else if (key === 'Escape' && isShown) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    } else if (key === 'Backspace' && typed === '' && isSeveral && who.length > 0) change({ who: who.slice(0, -1) });
  };
  const [only] = who;
  const value = isSeveral || only === undefined ? typed : only.name;
  return (
    <Field field="who" label={tell(`who.${form}`)} faults={faults}>
      <div class={isSeveral ? 'in chips' : undefined}>
        {isSeveral &&
          who.map((one) => (
            <span key={one.id} class={one.isNew && 'prov'}>
              <bdi>{one.name}</bdi>
              <button
                type="button"
                aria-label={tell('who.takeOut', { name: one.name })}
                onClick={() => change({ who: who.filter((other) => other !== one) })}
              >
                <Glyph name="no" />
              </button>
            </span>
          ))}
        <input
          id={fieldId('who')}
          class={isSeveral ? undefined : only?.isNew ? 'in prov' : 'in'}
          role="combobox"
          autocomplete="off"
          spellcheck={false}
          dir="auto"
          aria-autocomplete="list"
          aria-expanded={isShown}
          aria-controls="record-names"
          aria-activedescendant={isShown && active >= 0 ? `record-name-${active}` : undefined}
          value={value}
          {...wrong('who', faults)}
          onInput={({ currentTarget }) => {
            change(isSeveral ? { typed: currentTarget.value } : { who: [], typed: currentTarget.value });
            setOpen(true);
          }}
          onKeyDown={onKeyDown}
          onBlur={() => setOpen(false)}
        />
      </div>
      <ul id="record-names" class="opts" role="listbox" aria-label={tell('who.names')} hidden={!isShown}>
        {isShown &&
          options.map((option, n) => (
            <Option key={option.id} n={n} isActive={n === active} choose={() => take(takenFrom(option))}>
              <span>
                <Typed text={option.name} typed={typed} />{' '}
                <small>{describe(option, known.names.items, tell, say('text.comma'))}</small>
              </span>
              {n === active && <kbd>Enter</kbd>}
            </Option>
          ))}
        {isShown && mayBeNew && (
          <Option n={options.length} isActive={active === options.length} choose={makeNew}>
            <span class="new">{tell('who.new', { name: typed.trim() })}</span>
            <small>{tell('who.newAsks')}</small>
          </Option>
        )}
      </ul>
      {!known.names.isWhole && known.names.items.length > 0 && (
        <p class="hint">{tell('who.first', { count: known.names.items.length })}</p>
      )}
      {isSeveral && <p class="hint">{partiesText(who, known.names.items, tell, say('text.comma'))}</p>}
      {who
        .filter(({ isNew }) => isNew)
        .map((one) => (
          <NewName
            key={one.id}
            name={one}
            parties={known.names.items.filter(({ kind }) => kind === 'party')}
            change={(changed) => change({ who: who.map((other) => (other.id === one.id ? changed : other)) })}
            next={next}
          />
        ))}
    </Field>
  );
};

type Tell = ReturnType<typeof useRecordTexts>;

const takenFrom = ({ id, kind, name, partyId }: Suggestion): Taken => ({
  id,
  kind,
  name,
  ...(partyId !== undefined && { partyId }),
});

const nameOf = (id: string, names: readonly Suggestion[]) => names.find((one) => one.id === id)?.name;

/** What tells apart two who are called the same: what they are, and for whom. */
const describe = (
  { kind, post, partyId, matched = [] }: Suggestion,
  names: readonly Suggestion[],
  tell: Tell,
  comma: string,
): string => {
  const party = partyId === undefined ? undefined : nameOf(partyId, names);
  const spelling = matched.find(({ field }) => field === 'otherNames')?.text;
  return [post ?? tell(`nameKind.${kind}`), party, spelling].filter(Boolean).join(comma);
};

const partiesText = (who: readonly Taken[], names: readonly Suggestion[], tell: Tell, comma: string): string => {
  const parties = [
    ...new Set(
      who.flatMap(({ kind, name, partyId }) => (kind === 'party' ? name : (nameOf(partyId ?? '', names) ?? []))),
    ),
  ];
  return parties.length === 0 ? tell('who.several') : tell('who.parties', { parties: parties.join(comma) });
};

const Typed = ({ text, typed }: Readonly<{ text: string; typed: string }>) => (
  <bdi>{partsOf(text, typed).map(({ text: part, isTyped }, n) => (isTyped ? <mark key={n}>{part}</mark> : part))}</bdi>
);

type OptionProps = Readonly<{ n: number; isActive: boolean; choose: () => void; children: unknown }>;
const Option = ({ n, isActive, choose, children }: OptionProps) => (
  <li
    id={`record-name-${n}`}
    role="option"
    aria-selected={isActive}
    onMouseDown={(event) => event.preventDefault()}
    onClick={choose}
  >
    {children as never}
  </li>
);
