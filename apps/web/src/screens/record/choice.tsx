import type { Field as FieldName } from '../../model/record/faults.js';
import { useRecordTexts } from '../../messages/record-texts.js';
import { fieldId } from './field.js';

type Props<V extends string> = Readonly<{
  /** The field of the form, if it is one. */
  field?: FieldName;
  id?: string;
  /** What it is, where no visible label says so. */
  label?: string;
  value: V;
  values: readonly V[];
  text: (value: V) => string;
  choose: (value: V) => void;
  'aria-invalid'?: true;
  'aria-describedby'?: string;
}>;

/** One of a few values. What was chosen is shown, also if it is none of them any more. */
export const Choice = <V extends string>({ field, id, label, value, values, text, choose, ...aria }: Props<V>) => (
  <select
    id={id ?? (field && fieldId(field))}
    class="in"
    aria-label={label}
    value={value}
    onChange={({ currentTarget }) => choose(currentTarget.value as V)}
    {...aria}
  >
    {(values.includes(value) ? values : [...values, value]).map((one) => (
      <option key={one} value={one}>
        {text(one)}
      </option>
    ))}
  </select>
);

/** The name of something on record; of what was chosen before, and is in no list, that it has none here: without a line, some lists are not kept. */
export const useNameOf = () => {
  const tell = useRecordTexts();
  return (id: string, name: string | undefined): string => {
    if (id === '') return tell('choose');
    return name ?? tell('chosenBefore');
  };
};
