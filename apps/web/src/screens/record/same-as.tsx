import { useRecordTexts } from '../../messages/record-texts.js';
import { type Entry, type SameAs, takesSeveral } from '../../model/record/entry.js';
import { sameAsOf } from '../../model/record/shown.js';
import type { FormProps } from './form-props.js';

/** That this is another report of something on record, what then stays as it is there, and the way back. */
export const SameAsNote = ({ entry, change, isHeld }: Pick<FormProps, 'entry' | 'change'> & { isHeld: boolean }) => {
  const tell = useRecordTexts();
  const sameAs = sameAsOf(entry);
  if (sameAs === undefined) return null;
  return (
    <p class="hint" role="status">
      {tell(`sameAs.${kindOf(entry, sameAs, isHeld)}`, { title: sameAs.title })}{' '}
      {!sameAs.isOwn && (
        <button
          type="button"
          class="plain"
          onClick={() => change({ sameAs: undefined, others: [...entry.others, sameAs.thingId] })}
        >
          {tell('duplicate.another')}
        </button>
      )}
    </p>
  );
};

const kindOf = ({ form }: Entry, { isOwn }: SameAs, isHeld: boolean) => {
  if (isOwn) return 'own';
  if (!takesSeveral(form)) return 'fact';
  return isHeld ? 'meeting' : 'plan';
};
