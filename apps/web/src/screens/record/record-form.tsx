import type { ComponentChildren, Ref } from 'preact';
import { useRecordTexts } from '../../messages/record-texts.js';
import { isHeldOn } from '../../model/record/commands.js';
import type { Form } from '../../model/record/entry.js';
import type { Field as FieldName } from '../../model/record/faults.js';
import { DateField } from './date-field.js';
import { Faults } from './faults.js';
import { fieldId, focusOn } from './field.js';
import { ContactFields } from './contact-fields.js';
import { AnswerFields } from './answer-fields.js';
import { MoreFields } from './more-fields.js';
import { NameField } from './name-field.js';
import { PositionFields } from './position-fields.js';
import { SameAsNote } from './same-as.js';
import { SourceField } from './source-field.js';
import { StatementFields } from './statement-fields.js';
import type { FormProps } from './form-props.js';

type Props = FormProps &
  Readonly<{
    id: string;
    heading: Ref<HTMLHeadingElement>;
    /** Who records, and in which negotiation. */
    by: ComponentChildren;
    /** What stands between the words and the source on a phone. */
    question: ComponentChildren;
    send: () => void;
    /** What was to be sent stands in another form by now. */
    goBack: Readonly<{ form: Form; go: () => void }> | undefined;
    isOffline: boolean;
    isSending: boolean;
    draft: string;
    /** What was typed last is being written. */
    isPending: boolean;
  }>;

/** The field after the name, where it is not the date. */
const NEXT: Partial<Record<Form, FieldName>> = { answer: 'meeting', position: 'issue' };

/** The fields of an entry, in the order of a sentence: who, when, what, by whose word. */
export const RecordForm = (props: Props) => {
  const { id, entry, dated, heading, by, faults, question, send, goBack, isOffline, isSending, draft, isPending } =
    props;
  const tell = useRecordTexts();
  const next = () => focusOn(NEXT[entry.form] ?? 'when');
  return (
    <form class="form" noValidate autocomplete="off" onSubmit={(event) => event.preventDefault()}>
      <h1 ref={heading} tabIndex={-1}>
        {tell(`title.${entry.form}`)}
      </h1>
      <p class="by">{by}</p>
      <Faults faults={faults} nameOf={(field) => tell(`field.${field}`)} idOf={fieldId} />
      <NameField {...props} id={id} next={next} />
      {entry.form === 'answer' && <AnswerFields {...props} />}
      {entry.form === 'position' && <PositionFields {...props} />}
      <DateField {...props} />
      {entry.form === 'statement' && <StatementFields {...props} />}
      {(entry.form === 'call' || entry.form === 'meeting') && <ContactFields {...props} />}
      <SameAsNote {...props} isHeld={isHeldOn(entry, dated.date, dated.today)} />
      {question}
      <SourceField {...props} />
      <MoreFields key={entry.form} {...props} />
      <div class="go">
        <button
          id="record-send"
          type="button"
          class="btn on big"
          aria-keyshortcuts="Control+Enter"
          aria-disabled={isSending}
          onClick={send}
        >
          {tell(isOffline ? 'send.keep' : 'send.now')} <kbd>Ctrl Enter</kbd>
        </button>
        {goBack && (
          <button type="button" class="btn big" onClick={goBack.go}>
            {tell('send.goBack', { form: tell(`form.${goBack.form}`) })}
          </button>
        )}
        <span class="by" role="status" aria-busy={isPending}>
          {draft}
        </span>
      </div>
      <p class="keys">
        <span>
          <kbd>Tab</kbd> {tell('keys.tab')}
        </span>
        <span>
          <kbd>↓</kbd> <kbd>↑</kbd> {tell('keys.choose')}
        </span>
        <span>
          <kbd>Esc</kbd> {tell('keys.escape')}
        </span>
        <span>
          <kbd>Alt 1</kbd> <kbd>Alt 2</kbd> {tell('keys.answer')}
        </span>
        <span>
          <kbd>Alt O</kbd> {tell('keys.outbox')}
        </span>
      </p>
    </form>
  );
};
