import { useState } from 'preact/hooks';
import { useAdministrationTexts } from '../../../messages/administration-texts.js';
import { Loading } from '../../../parts/loading.js';
import { Trouble } from '../../../parts/trouble.js';
import { useIsShown } from '../../../parts/use-is-shown.js';
import { useLate } from '../../../parts/use-late.js';
import type { Grant, ListedNegotiation, Me } from '../../../types/types.gen.js';
import { focusIfLost, focusOnceLost } from '../../../parts/focus.js';
import { Old } from '../old.js';
import type { Type } from '../../../parts/use-tell-typed.js';
import type { Recorded } from '../use-command.js';
import { type Given, GrantForm, idOf, type Typed } from './grant-form.js';
import { hasAccess, openerOf, People, personOf } from './people.js';
import { Revoke } from './revoke.js';
import type { Grants } from './use-grants.js';

const HEADING = 'access';
type Props = Readonly<{
  me: Me;
  negotiations: readonly ListedNegotiation[];
  chosen: string | undefined;
  grants: Grants;
  type: Type;
}>;

/** Who has access to a negotiation. Administrators give and revoke it, auditors read it, all others are told whom to ask. */
export const Access = (props: Props) => {
  const tell = useAdministrationTexts();
  const { me, chosen } = props;
  return (
    <section class="sec" aria-labelledby={HEADING}>
      <h2 id={HEADING} tabIndex={-1}>
        {tell('access.title')}
      </h2>
      {!me.may.includes('read-grants') ? (
        <p class="small">{tell('access.mayNot')}</p>
      ) : (
        chosen !== undefined && <Shown key={chosen} {...props} negotiation={chosen} />
      )}
    </section>
  );
};

const Shown = ({ me, negotiations, negotiation, grants, type }: Props & Readonly<{ negotiation: string }>) => {
  const tell = useAdministrationTexts();
  const why = useLate(grants.late);
  const empty: Typed = { subject: '', name: '', reason: '', issuer: me.issuer };
  const [typed, setTyped] = useState(empty);
  const [done, setDone] = useState('');
  /** Whose access may be revoked: it is asked above the list, in which they are not any more if somebody else revokes it. */
  const [asked, setAsked] = useState<readonly Grant[]>([]);
  const { answer, error, retry, readAgain } = grants;
  const title = negotiations.find(({ id }) => id === negotiation)?.title ?? negotiation;
  const mayGive = me.may.includes('give-grants');
  const isShown = useIsShown();
  /** `isGrant`: else it was a revocation. */
  const finish = async (person: Given, { place, isAgain }: Recorded, isGrant: boolean) => {
    const name = nameOf(person);
    const sayDone = () => setDone(tell(isGrant ? 'access.given' : 'access.revoked', { name }));
    if (!isAgain) sayDone();
    const listed = (await readAgain(place))?.find((one) => personOf(one) === personOf(person));
    if (!isAgain) return;
    // An earlier sending may have recorded it: the list says whether it was undone since.
    if (listed === undefined || hasAccess(listed) === isGrant) sayDone();
    else setDone(tell(isGrant ? 'access.gone' : 'access.givenSince', { name }));
  };
  const shut = (grant: Grant) => setAsked((all) => all.filter((one) => personOf(one) !== personOf(grant)));
  const close = (grant: Grant) => {
    shut(grant);
    (document.getElementById(openerOf(grant)) ?? document.getElementById(HEADING))?.focus();
  };
  const ask = (grant: Grant) => {
    const isAsked = asked.some((one) => personOf(one) === personOf(grant));
    if (!isAsked) setAsked((all) => [...all, grant]);
    else document.getElementById(questionOf(grant))?.querySelector('button')?.focus();
  };
  const revoked = (grant: Grant, answer: Recorded | undefined) => {
    if (answer === undefined) return void readAgain(undefined);
    shut(grant);
    void finish(grant, answer, false);
    if (isShown.current) focusOnceLost(HEADING);
  };
  const gone = (grant: Grant, isEmpty: boolean) => {
    setDone(tell('access.gone', { name: nameOf(grant) }));
    focusIfLost(HEADING);
    if (isEmpty) shut(grant);
  };
  const again = ({ issuer, subject, name = '' }: Grant) => {
    setTyped({ ...empty, issuer, subject, name });
    document.getElementById(idOf('reason'))?.focus();
  };
  return (
    <>
      <p class="small done" role="status">
        {done}
      </p>
      <div class={mayGive ? 'adtwo' : undefined}>
        <div>
          {answer && (
            <>
              {asked.map((grant) => (
                <div key={personOf(grant)} id={questionOf(grant)} class="asked">
                  <Revoke
                    negotiation={negotiation}
                    title={title}
                    grant={grant}
                    me={me}
                    stands={answer.body.items.some((one) => personOf(one) === personOf(grant) && hasAccess(one))}
                    revoked={(recorded) => revoked(grant, recorded)}
                    close={() => close(grant)}
                    gone={(isEmpty) => gone(grant, isEmpty)}
                    type={type}
                  />
                </div>
              ))}
              <People
                title={title}
                grants={answer.body.items}
                me={me}
                asked={asked.map(personOf)}
                ask={ask}
                again={again}
              />
              {error && <Old retry={retry} />}
            </>
          )}
          {!answer && error && <Trouble error={error} retry={retry} heading="h3" />}
          {!answer && !error && <Loading>{why ?? tell('access.loading')}</Loading>}
          {!mayGive && <p class="small dim">{tell('access.readOnly')}</p>}
        </div>
        {mayGive && (
          <GrantForm
            negotiation={negotiation}
            title={title}
            typed={typed}
            setTyped={setTyped}
            empty={empty}
            type={type}
            given={(grant, recorded) => void finish(grant, recorded, true)}
          />
        )}
      </div>
    </>
  );
};

const nameOf = ({ name, subject }: Given): string => name ?? subject;
const questionOf = (grant: Grant): string => `asked-${encodeURIComponent(personOf(grant))}`;
