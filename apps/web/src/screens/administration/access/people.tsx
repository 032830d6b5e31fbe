import { useRef, useState } from 'preact/hooks';
import { useAdministrationTexts } from '../../../messages/administration-texts.js';
import { useMessages } from '../../../messages/use-messages.js';
import { instantText } from '../../../model/instants.js';
import { Glyph } from '../../../parts/glyph.js';
import type { Grant, Me } from '../../../types/types.gen.js';
import { Person } from './person.js';
import { Revoke, type Revoked } from './revoke.js';

type Props = Readonly<{
  negotiation: string;
  title: string;
  grants: readonly Grant[];
  me: Me;
  revoked: Revoked;
  /** Fills the form with a person who had access. */
  again: (grant: Grant) => void;
}>;

/** Who has access, since when, by whom and why; and who had it. */
export const People = (props: Props) => {
  const tell = useAdministrationTexts();
  const { grants, title } = props;
  const [now, past] = [grants.filter(hasAccess), grants.filter((one) => !hasAccess(one))];
  return (
    <>
      {now.length === 0 ? (
        <p class="none">{tell('access.nobody')}</p>
      ) : (
        <Table {...props} grants={now} caption={tell('access.caption', { title })} since={tell('access.since')} />
      )}
      {past.length > 0 && (
        <>
          <h3>{tell('access.past')}</h3>
          <Table {...props} grants={past} caption={tell('access.past')} since={tell('access.endedAt')} />
        </>
      )}
    </>
  );
};

export const hasAccess = ({ status }: Grant): boolean => status !== 'revoked';

type TableProps = Props & Readonly<{ caption: string; since: string }>;
const Table = (props: TableProps) => {
  const tell = useAdministrationTexts();
  const { grants, me, caption, since } = props;
  return (
    <table class="people">
      <caption class="vh">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{tell('access.person')}</th>
          <th scope="col">{since}</th>
          <th scope="col">{tell('access.by')}</th>
          {me.may.includes('give-grants') && <td />}
        </tr>
      </thead>
      <tbody>
        {grants.map((grant) => (
          <Row key={`${grant.issuer} ${grant.subject}`} {...props} grant={grant} />
        ))}
      </tbody>
    </table>
  );
};

type RowProps = Omit<Props, 'grants'> & Readonly<{ grant: Grant }>;
const Row = ({ grant, again, ...more }: RowProps) => {
  const { say, language } = useMessages();
  const tell = useAdministrationTexts();
  const [isAsked, ask] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const { me } = more;
  const has = hasAccess(grant);
  const action = tell(has ? 'access.revoke' : 'access.again');
  const label = `${action}${say('text.colon')}${grant.name ?? grant.subject}`;
  const close = () => {
    ask(false);
    opener.current?.focus();
  };
  return (
    <>
      <tr>
        <th scope="row">
          <Glyph name={has ? 'yes' : 'no'} />
          <Person {...grant} ownIssuer={me.issuer} />
          {grant.reason !== undefined && (
            <p class="rec" dir="auto">
              {grant.reason}
            </p>
          )}
        </th>
        <td>
          <time dateTime={grant.since}>{instantText(grant.since, language)}</time>
        </td>
        <td>{grant.status === 'opened' ? tell('access.opened') : <bdi>{grant.recordedBy.name}</bdi>}</td>
        {me.may.includes('give-grants') && (
          <td class="act">
            <button
              type="button"
              class="plain small"
              ref={opener}
              aria-label={label}
              aria-expanded={has ? isAsked : undefined}
              onClick={() => (has ? ask(!isAsked) : again(grant))}
            >
              {action}
            </button>
          </td>
        )}
      </tr>
      {has && isAsked && (
        <tr class="asked">
          <td colSpan={4}>
            <Revoke {...more} label={label} grant={grant} close={close} />
          </td>
        </tr>
      )}
    </>
  );
};
