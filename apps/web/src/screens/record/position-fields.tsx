import { useMessages } from '../../messages/use-messages.js';
import { useRecordTexts } from '../../messages/record-texts.js';
import { POSITION_CHANGES } from '../../model/record/entry.js';
import { POSITION_KINDS } from '../../model/record/kinds.js';
import type { PositionScope } from '../../types/types.gen.js';
import { Choice, useNameOf } from './choice.js';
import { Field, fieldId, wrong } from './field.js';
import { NotWhole } from './not-whole.js';
import type { FormProps } from './form-props.js';

const SCOPES: readonly PositionScope[] = ['public', 'private', 'assessed'];

/** On which issue, what became of the position, and what it is. */
export const PositionFields = ({ entry, change, known, faults }: FormProps) => {
  const { say } = useMessages();
  const tell = useRecordTexts();
  const nameOf = useNameOf();
  const { items } = known.issues;
  const hasKind = !['maintained', 'withdrawn'].includes(entry.change);
  return (
    <>
      <Field field="issue" label={tell('position.issue')} faults={faults}>
        <Choice
          field="issue"
          value={entry.issueId}
          values={['', ...items.map(({ id }) => id)]}
          text={(id) => nameOf(id, items.find((one) => one.id === id)?.title)}
          choose={(issueId) => change({ issueId })}
          {...wrong('issue', faults)}
        />
        <NotWhole isWhole={known.issues.isWhole} count={items.length} />
        {items.length === 0 && <p class="hint">{tell('position.noIssue')}</p>}
      </Field>
      <Field field="kind" label={tell('position.label')} faults={faults}>
        <div class="three">
          <Choice
            label={tell('position.change')}
            value={entry.change}
            values={POSITION_CHANGES}
            text={(one) => tell(`change.${one}`)}
            choose={(one) => change({ change: one })}
          />
          {hasKind && (
            <Choice
              field="kind"
              label={tell('position.kind')}
              value={entry.positionKind}
              values={POSITION_KINDS}
              text={(kind) => say(`kind.${kind}`)}
              choose={(positionKind) => change({ positionKind })}
              {...wrong('kind', faults)}
            />
          )}
          <Choice
            label={tell('position.scope')}
            value={entry.scope}
            values={SCOPES}
            text={(scope) => say(`scope.${scope}`)}
            choose={(scope) => change({ scope })}
          />
        </div>
      </Field>
      <Field
        field="text"
        label={tell(entry.change === 'withdrawn' ? 'position.reason' : 'position.text')}
        faults={faults}
      >
        <textarea
          id={fieldId('text')}
          class="in"
          rows={2}
          dir="auto"
          value={entry.text}
          {...wrong('text', faults)}
          onInput={({ currentTarget }) => change({ text: currentTarget.value })}
        />
      </Field>
    </>
  );
};
