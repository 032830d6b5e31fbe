import { useState } from 'preact/hooks';
import { useAdministrationTexts } from '../../../messages/administration-texts.js';
import { useMessages } from '../../../messages/use-messages.js';
import { Loading } from '../../../parts/loading.js';
import { Trouble } from '../../../parts/trouble.js';
import { useLate } from '../../../parts/use-late.js';
import type { Grant, ListedNegotiation, Me } from '../../../types/types.gen.js';
import { GrantForm, idOf, type Typed } from './grant-form.js';
import { People } from './people.js';
import type { Grants } from './use-grants.js';

const HEADING = 'access';
type Props = Readonly<{
  me: Me;
  negotiations: readonly ListedNegotiation[];
  chosen: string | undefined;
  grants: Grants;
  /** Tells whether something is typed that is not sent. */
  type: (isTyped: boolean) => void;
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
        chosen !== undefined && <Shown {...props} negotiation={chosen} />
      )}
    </section>
  );
};

const Shown = ({ me, negotiations, negotiation, grants, type }: Props & Readonly<{ negotiation: string }>) => {
  const { say } = useMessages();
  const tell = useAdministrationTexts();
  const why = useLate(grants.late);
  const empty: Typed = { subject: '', name: '', reason: '', issuer: me.issuer };
  const [typed, setTyped] = useState(empty);
  const [done, setDone] = useState<Readonly<{ of: string; text: string }>>();
  const { answer, error, retry, readAgain } = grants;
  const title = negotiations.find(({ id }) => id === negotiation)?.title ?? negotiation;
  const mayGive = me.may.includes('give-grants');
  const finish = (text: string, place: string | undefined) => {
    setDone({ of: negotiation, text });
    readAgain(place);
  };
  const again = ({ issuer, subject, name = '' }: Grant) => {
    setTyped({ ...empty, issuer, subject, name });
    document.getElementById(idOf('reason'))?.focus();
  };
  return (
    <>
      <p class="small done" role="status">
        {done?.of === negotiation ? done.text : ''}
      </p>
      <div class={mayGive ? 'adtwo' : undefined}>
        <div>
          {answer && (
            <>
              <People
                negotiation={negotiation}
                title={title}
                grants={answer.body.items}
                me={me}
                revoked={(grant, place) => {
                  if (place === undefined) return readAgain(place);
                  finish(tell('access.revoked', { name: grant.name ?? grant.subject }), place);
                  // What held the focus is gone.
                  document.getElementById(HEADING)?.focus();
                }}
                again={again}
              />
              {answer.body.isCut && <p class="small">{tell('access.cut')}</p>}
              {error && (
                <p class="small" role="status">
                  {tell('admin.old')}{' '}
                  <button type="button" class="plain" onClick={retry}>
                    {say('trouble.retry')}
                  </button>
                </p>
              )}
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
            given={(name, place) => finish(tell('access.given', { name }), place)}
          />
        )}
      </div>
    </>
  );
};
