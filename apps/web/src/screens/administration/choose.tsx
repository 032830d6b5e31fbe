import { useState } from 'preact/hooks';
import { useAdministrationTexts } from '../../messages/administration-texts.js';
import { useMessages } from '../../messages/use-messages.js';
import { idIn } from '../../model/id-in.js';
import type { ListedNegotiation, Me } from '../../types/types.gen.js';
import { Field } from './field.js';

type Props = Readonly<{
  me: Me;
  negotiations: readonly ListedNegotiation[];
  chosen: string | undefined;
  /** @returns whether it is shown: what is typed about the one before may be kept instead */
  choose: (negotiation: string) => boolean;
}>;

/** Of which negotiation it is shown who has access, and what waits for a second person. Administrators give access to those that they cannot read. */
export const Choose = ({ me, negotiations, chosen, choose }: Props) => {
  const { say } = useMessages();
  const tell = useAdministrationTexts();
  const mayGive = me.may.includes('give-grants');
  const isListed = negotiations.some(({ id }) => id === chosen);
  const shown = chosen !== undefined && isListed ? chosen : '';
  return (
    <>
      {negotiations.length === 0 && (mayGive || me.may.includes('read-grants')) && (
        <p class="small">{tell(mayGive ? 'access.noneListed' : 'access.noneToAudit')}</p>
      )}
      <div class="choose">
        {negotiations.length > 0 && (
          <div class="adf">
            <label for="access-of">{say('list.negotiation')}</label>
            <select
              id="access-of"
              value={shown}
              onChange={({ currentTarget }) => {
                if (currentTarget.value !== '' && !choose(currentTarget.value)) currentTarget.value = shown;
              }}
            >
              {!isListed && <option value="">{tell('access.unlisted')}</option>}
              {negotiations.map(({ id, title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
            </select>
          </div>
        )}
        {mayGive && <NameAny choose={choose} />}
      </div>
    </>
  );
};

const NameAny = ({ choose }: Pick<Props, 'choose'>) => {
  const tell = useAdministrationTexts();
  const [typed, setTyped] = useState('');
  const [isWrong, setWrong] = useState(false);
  const send = (event: Event) => {
    event.preventDefault();
    const id = idIn(typed);
    setWrong(id === undefined);
    if (id === undefined) return document.getElementById('access-any')?.focus();
    if (choose(id)) setTyped('');
  };
  return (
    <form class="any" onSubmit={send}>
      <Field
        id="access-any"
        label={tell('access.any')}
        value={typed}
        type={(value) => {
          setTyped(value);
          setWrong(false);
        }}
        faults={[]}
        fault={isWrong ? tell('access.noId') : undefined}
        isCode
      />
      <button type="submit" class="btn">
        {tell('access.show')}
      </button>
    </form>
  );
};
