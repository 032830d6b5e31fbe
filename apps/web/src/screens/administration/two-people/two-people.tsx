import { useEffect, useState } from 'preact/hooks';
import { useAdministrationTexts } from '../../../messages/administration-texts.js';
import { useMessages } from '../../../messages/use-messages.js';
import { Loading } from '../../../parts/loading.js';
import { Trouble } from '../../../parts/trouble.js';
import { useIsShown } from '../../../parts/use-is-shown.js';
import { useLate } from '../../../parts/use-late.js';
import type { EventLine, Me } from '../../../types/types.gen.js';
import { focusIfLost, focusOnceLost } from '../../../parts/focus.js';
import { Old } from '../old.js';
import type { Type } from '../../../parts/use-tell-typed.js';
import type { Recorded } from '../use-command.js';
import { Approval, headingOf } from './approval.js';
import { ApproveForm } from './approve-form.js';
import { type Asked, Decide } from './decide.js';
import type { Approvals } from './use-approvals.js';

const HEADING = 'two';
type Thing = Pick<EventLine, 'kind' | 'thingId'>;
type Props = Readonly<{
  me: Me;
  negotiation: string | undefined;
  approvals: Approvals;
  /** An event of the thing whose marking is to be lowered. */
  lower: string | undefined;
  /** The revision of it that somebody has seen, and how the form tells which that is. */
  seen: string | undefined;
  see: (revision: string) => void;
  /** It is approved, and its form is needed no more. */
  lowered: () => void;
  levels: readonly string[];
  /** Hears of which events questions show something, whether they are listed or not. */
  shows: (eventIds: readonly string[]) => void;
  type: Type;
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
      {me.may.includes('read') ? (
        <Waiting key={props.negotiation} {...props} />
      ) : (
        <p class="small">{tell('two.mayNot')}</p>
      )}
    </section>
  );
};

const Waiting = ({ me, negotiation, approvals, lower, seen, see, lowered, levels, shows, type }: Props) => {
  const { say } = useMessages();
  const tell = useAdministrationTexts();
  const why = useLate(approvals.late);
  const [said, setSaid] = useState('');
  /** What may be done with approvals: it is asked above the list, in which they are not any more once something is recorded about their thing. */
  const [asked, setAsked] = useState<readonly Asked[]>([]);
  useEffect(() => shows(asked.map(({ line }) => line.eventId)), [asked]);
  useEffect(() => () => shows([]), []);
  const { answer, inForce, error, retry, readAgain } = approvals;
  // It was shown before, or nothing could be asked about it.
  const isWithheld = answer === undefined;
  const mayApprove = me.may.includes('approve-marking');
  const isShown = useIsShown();
  const finish = (thing: Thing, text: string, place: string | undefined) => {
    setSaid(text);
    if (isShown.current) focusOnceLost(HEADING);
    return readAgain(thing, place);
  };
  const approved = async (thing: Thing, { place, isAgain }: Recorded) => {
    const read = await finish(thing, isAgain ? '' : tell('two.approved'), place);
    // An earlier sending may have recorded it: the list says whether it is still in force.
    const isOver = read?.every(({ kind, thingId }) => kind !== thing.kind || thingId !== thing.thingId);
    if (isAgain) setSaid(tell(isOver === true ? 'two.gone' : 'two.approved'));
  };
  const shut = ({ line }: Asked) => setAsked((all) => all.filter((one) => one.line.eventId !== line.eventId));
  const close = (one: Asked) => {
    shut(one);
    (document.getElementById(headingOf(one.line)) ?? document.getElementById(HEADING))?.focus();
  };
  const gone = (one: Asked, isEmpty: boolean) => {
    setSaid(tell('two.gone'));
    focusIfLost(HEADING);
    if (isEmpty) shut(one);
  };
  const isIn = (lines: readonly EventLine[], { eventId }: EventLine) => lines.some((line) => line.eventId === eventId);
  return (
    <>
      <p class="small done" role="status">
        {said}
      </p>
      <div class="adtwo">
        <div>
          {negotiation === undefined && <p class="none">{say('list.empty')}</p>}
          {negotiation !== undefined && !answer && error && <Trouble error={error} retry={retry} heading="h3" />}
          {negotiation !== undefined && !answer && !error && <Loading>{why ?? tell('two.loading')}</Loading>}
          {asked.map((one) => (
            <div key={one.line.eventId} class="asked">
              <Decide
                asked={one}
                stands={isWithheld || isIn(inForce, one.line)}
                isWithheld={isWithheld}
                done={(place) => {
                  shut(one);
                  void finish(one.line, tell(`two.${one.act}Done`), place);
                }}
                close={() => close(one)}
                gone={(isEmpty) => gone(one, isEmpty)}
                type={type}
              />
            </div>
          ))}
          {answer && inForce.length === 0 && <p class="none">{tell('two.none')}</p>}
          {answer && (
            <ul class="waiting">
              {inForce.map((line) => (
                <Approval
                  key={line.eventId}
                  line={line}
                  me={me}
                  isAsked={isIn(
                    asked.map((one) => one.line),
                    line,
                  )}
                  ask={(one) => setAsked((all) => [...all, one])}
                />
              ))}
            </ul>
          )}
          {answer && error && <Old retry={retry} />}
          {!me.may.includes('record') && !mayApprove && <p class="small dim">{tell('two.readOnly')}</p>}
        </div>
        {mayApprove &&
          (lower === undefined ? (
            <p class="small dim">{tell('two.how')}</p>
          ) : (
            <ApproveForm
              eventId={lower}
              levels={levels}
              seen={seen}
              see={see}
              approved={(event, recorded, isKept) => {
                void approved(event, recorded);
                if (!isKept) lowered();
              }}
              type={type}
            />
          ))}
      </div>
    </>
  );
};
