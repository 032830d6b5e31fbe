import type { ComponentChildren } from 'preact';
import { useMessages } from '../../messages/use-messages.js';
import { useRecordTexts } from '../../messages/record-texts.js';
import type { Found } from '../../model/record/faults.js';
import { faultText } from './fault-text.js';

type Props<F extends string> = Readonly<{
  faults: readonly Readonly<{ field: F } & (Found | { detail: string })>[];
  nameOf: (field: Exclude<F, 'form'>) => ComponentChildren;
  idOf: (field: Exclude<F, 'form'>) => string;
}>;

/** All that is to be put right, in one line that leads to each field; what is due to no field stands there in full. */
export const Faults = <F extends string>({ faults, nameOf, idOf }: Props<F>) => {
  const { say } = useMessages();
  const tell = useRecordTexts();
  const fields = [...new Set(faults.map(({ field }) => field))].filter((field) => field !== 'form') as Exclude<
    F,
    'form'
  >[];
  const others = faults.filter(({ field }) => field === 'form');
  return (
    <div role="alert">
      {faults.length > 0 && (
        <div class="sum">
          {fields.length > 0 && (
            <p>
              <b>{tell('faults.count', { count: fields.length })}</b>{' '}
              {fields.map((field, n) => (
                <span key={field}>
                  {n > 0 && say('text.comma')}
                  <a
                    href={`#${idOf(field)}`}
                    onClick={(event) => {
                      event.preventDefault();
                      document.getElementById(idOf(field))?.focus();
                    }}
                  >
                    {nameOf(field)}
                  </a>
                </span>
              ))}
            </p>
          )}
          {others.map((fault, n) => (
            <p key={n}>{'code' in fault ? faultText(fault, tell) : <bdi lang="en">{fault.detail}</bdi>}</p>
          ))}
        </div>
      )}
    </div>
  );
};
