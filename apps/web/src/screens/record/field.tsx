import type { ComponentChildren } from 'preact';
import { useRecordTexts } from '../../messages/record-texts.js';
import type { Fault, Field as FieldName } from '../../model/record/faults.js';
import { Glyph } from '../../parts/glyph.js';
import { faultText } from './fault-text.js';

/** The id of a field on the page, and that of what is wrong with it. */
export const fieldId = (field: FieldName): string => `record-${field}`;
export const whyId = (field: FieldName): string => `record-${field}-why`;

/** At once, so that the next key is typed there; or as soon as the field is shown, unless the focus has gone elsewhere meanwhile. */
export const focusOn = (field: FieldName) => focusOnId(fieldId(field));
export const focusOnId = (id: string) => {
  const focus = () => document.getElementById(id)?.focus();
  focus();
  const before = document.activeElement;
  requestAnimationFrame(() => {
    const now = document.activeElement;
    if (now === before || now === document.body) focus();
  });
};

/** What a screen reader says of a field that is wrong. */
export const wrong = (field: FieldName, faults: readonly Fault[]) =>
  faults.some((fault) => fault.field === field)
    ? ({ 'aria-invalid': true, 'aria-describedby': whyId(field) } as const)
    : {};

type Props = Readonly<{
  field: FieldName;
  label: string;
  faults: readonly Fault[];
  /** Other fields of the same line, whose faults stand below it, too. */
  beside?: readonly FieldName[];
  children: ComponentChildren;
}>;

/** A line of the form: its label, its field, and what is wrong with it. */
export const Field = ({ field, label, faults, beside = [], children }: Props) => {
  const lines = [field, ...beside].filter((one) => faults.some((fault) => fault.field === one));
  return (
    <div class={lines.length > 0 ? 'f err' : 'f'}>
      <label for={fieldId(field)}>{label}</label>
      <div class="c">
        {children}
        {lines.map((one) => (
          <Why key={one} field={one} faults={faults} />
        ))}
      </div>
    </div>
  );
};

/** What is wrong with a field, and what to do. */
export const Why = ({ field, faults }: Readonly<{ field: FieldName; faults: readonly Fault[] }>) => {
  const tell = useRecordTexts();
  return (
    <div class="why" id={whyId(field)}>
      {faults
        .filter((fault) => fault.field === field)
        .map((fault, n) => (
          <p key={n}>
            <Glyph name="warn" />
            {'code' in fault ? faultText(fault, tell) : <bdi lang="en">{fault.detail}</bdi>}
          </p>
        ))}
    </div>
  );
};
