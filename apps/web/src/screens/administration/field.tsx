import type { ComponentChildren } from 'preact';
import { useAdministrationTexts } from '../../messages/administration-texts.js';
import { Glyph } from '../../parts/glyph.js';

type Props = Readonly<{
  id: string;
  label: string;
  value: string;
  type: (value: string) => void;
  /** What is wrong with it: of the service, in English. */
  faults: readonly string[];
  /** What the page found wrong with it itself. */
  fault?: string | undefined;
  hint?: string;
  isOptional?: boolean;
  /** Ids, addresses: from left to right in any language. */
  isCode?: boolean;
  maxLength?: number;
}>;

/** A field with its label, a hint, and what is wrong with it. */
export const Field = ({ id, label, value, type, faults, fault, hint, isOptional, isCode, maxLength }: Props) => {
  const tell = useAdministrationTexts();
  const isWrong = fault !== undefined || faults.length > 0;
  const [hintId, whyId] = [`${id}-hint`, `${id}-why`];
  const described = [hint !== undefined && hintId, isWrong && whyId].filter(Boolean).join(' ');
  return (
    <div class={isWrong ? 'adf err' : 'adf'}>
      <label for={id}>
        {label}
        {isOptional && <span class="dim small">{tell('admin.optional')}</span>}
      </label>
      <input
        id={id}
        type="text"
        dir={isCode ? 'ltr' : 'auto'}
        autocomplete="off"
        spellcheck={isCode ? false : undefined}
        maxLength={maxLength}
        value={value}
        onInput={({ currentTarget }) => type(currentTarget.value)}
        aria-invalid={isWrong ? true : undefined}
        aria-describedby={described === '' ? undefined : described}
      />
      {hint !== undefined && (
        <p class="small dim" id={hintId}>
          {hint}
        </p>
      )}
      {isWrong && (
        <div class="why" id={whyId}>
          {fault !== undefined && <Why>{fault}</Why>}
          {faults.map((one) => (
            <Why key={one}>
              <bdi lang="en">{one}</bdi>
            </Why>
          ))}
        </div>
      )}
    </div>
  );
};

const Why = ({ children }: Readonly<{ children: ComponentChildren }>) => (
  <p>
    <Glyph name="warn" />
    {children}
  </p>
);
