import { useState } from 'preact/hooks';
import { useAdministrationTexts } from '../../../messages/administration-texts.js';
import { useMessages } from '../../../messages/use-messages.js';
import { Loading } from '../../../parts/loading.js';
import { Trouble } from '../../../parts/trouble.js';
import { useLate } from '../../../parts/use-late.js';
import type { EventLine, Me } from '../../../types/types.gen.js';
import { Approval } from './approval.js';
import { ApproveForm } from './approve-form.js';
import type { Approvals } from './use-approvals.js';

const HEADING = 'two';
type Props = Readonly<{
  me: Me;
  negotiation: string | undefined;
  approvals: Approvals;
  /** An event of the thing whose marking is to be lowered. */
  lower: string | undefined;
  /** It is approved, and its form is needed no more. */
  lowered: () => void;
  levels: readonly string[];
  /** Tells whether something is typed that is not sent. */
  type: (isTyped: boolean) => void;
}>;

/** Which lower markings were approved and wait for a second person, and the approval of one more. */
export const TwoPeople = (props: Props) => {
  const tell = useAdministrationTexts();
  const { me } = props;
  return (
    <section class="sec" aria-labelledby={HEADING}>
      <h2 id={HEADING} tabIndex={-1}>
        {tell('two.title')}
      </h2>
      <p class="small">{tell('two.what')}</p>
      {me.may.includes('read') ? <Waiting {...props} /> : <p class="small">{tell('two.mayNot')}</p>}
    </section>
  );
};

const Waiting = ({ me, negotiation, approvals, lower, lowered, levels, type }: Props) => {
  const { say } = useMessages();
  const tell = useAdministrationTexts();
  const why = useLate(approvals.late);
  const [said, setSaid] = useState<Readonly<{ of: string | undefined; text: string }>>();
  const { answer, inForce, error, retry, readAgain } = approvals;
  const mayApprove = me.may.includes('approve-marking');
  const finish = (thing: Pick<EventLine, 'kind' | 'thingId'>, text: string, place: string | undefined) => {
    setSaid({ of: negotiation, text });
    document.getElementById(HEADING)?.focus();
    readAgain(thing, place);
  };
  return (
    <>
      <p class="small done" role="status">
        {said !== undefined && said.of === negotiation ? said.text : ''}
      </p>
      <div class="adtwo">
        <div>
          {negotiation === undefined && <p class="none">{say('list.empty')}</p>}
          {negotiation !== undefined && !answer && error && <Trouble error={error} retry={retry} heading="h3" />}
          {negotiation !== undefined && !answer && !error && <Loading>{why ?? tell('two.loading')}</Loading>}
          {answer && inForce.length === 0 && <p class="none">{tell('two.none')}</p>}
          {answer && (
            <ul class="waiting">
              {inForce.map((line) => (
                <Approval
                  key={line.eventId}
                  line={line}
                  me={me}
                  done={(act, place) => finish(line, tell(`two.${act}Done`), place)}
                />
              ))}
            </ul>
          )}
          {answer?.body.isCut && <p class="small">{tell('two.cut')}</p>}
          {answer && error && (
            <p class="small" role="status">
              {tell('admin.old')}{' '}
              <button type="button" class="plain" onClick={retry}>
                {say('trouble.retry')}
              </button>
            </p>
          )}
          {!me.may.includes('record') && !mayApprove && <p class="small dim">{tell('two.readOnly')}</p>}
        </div>
        {mayApprove &&
          (lower === undefined ? (
            <p class="small dim">{tell('two.how')}</p>
          ) : (
            <ApproveForm
              eventId={lower}
              levels={levels}
              approved={(event, place, isKept) => {
                finish(event, tell('two.approved'), place);
                if (!isKept) lowered();
              }}
              type={type}
            />
          ))}
      </div>
    </>
  );
};
