import { useMessages } from '../../messages/use-messages.js';
import { useRecordTexts } from '../../messages/record-texts.js';
import { type Form, FORM_KEYS, FORMS } from '../../model/record/entry.js';

type Props = Readonly<{
  form: Form;
  choose: (form: Form) => void;
  hasLetters: boolean;
  setLetters: (on: boolean) => void;
}>;

const keyOf = (form: Form) =>
  Object.entries(FORM_KEYS)
    .find(([, one]) => one === form)![0]
    .toUpperCase();

/** On a phone the names are wider than it. */
const showInList = (current: HTMLElement | null) => current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });

/** What to record. Its letters work outside of fields, and can be switched off (WCAG 2.1.4). */
export const Kinds = ({ form, choose, hasLetters, setLetters }: Props) => {
  const { say } = useMessages();
  const tell = useRecordTexts();
  return (
    <nav class="kinds on-screen" aria-label={tell('kinds.label')}>
      <ul>
        {FORMS.map((one) => (
          <li key={one}>
            <button
              type="button"
              aria-current={one === form ? 'true' : undefined}
              aria-keyshortcuts={hasLetters ? keyOf(one) : undefined}
              ref={one === form ? showInList : null}
              onClick={() => choose(one)}
            >
              {hasLetters && <kbd>{keyOf(one)}</kbd>} {tell(`form.${one}`)}
            </button>
          </li>
        ))}
      </ul>
      <label class="tiny dim">
        <input
          type="checkbox"
          checked={hasLetters}
          onChange={({ currentTarget }) => setLetters(currentTarget.checked)}
        />{' '}
        {say('keys.letters')}
      </label>
    </nav>
  );
};
