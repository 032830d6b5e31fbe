import { useAdministrationTexts } from '../../../messages/administration-texts.js';
import { useMessages } from '../../../messages/use-messages.js';
import { instantText } from '../../../model/instants.js';
import { Glyph } from '../../../parts/glyph.js';
import type { Grant, Me } from '../../../types/types.gen.js';
import { Person } from './person.js';

type Props = Readonly<{
  title: string;
  grants: readonly Grant[];
  me: Me;
  /** Those about whose access it is asked whether it is to be revoked. */
  asked: readonly string[];
  /** Asks so, or does not ask any more. */
  ask: (grant: Grant) => void;
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

/** A person, as the login identifies them. */
export const personOf = ({ issuer, subject }: Pick<Grant, 'issuer' | 'subject'>): string => `${issuer} ${subject}`;
/** The id of what asks whether the access of a person is to be revoked. */
export const openerOf = (grant: Grant): string => `revoke-${encodeURIComponent(personOf(grant))}`;
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
          <Row key={personOf(grant)} {...props} grant={grant} />
        ))}
      </tbody>
    </table>
  );
};

type RowProps = Omit<Props, 'grants'> & Readonly<{ grant: Grant }>;
const Row = ({ grant, me, asked, ask, again }: RowProps) => {
  const { say, language } = useMessages();
  const tell = useAdministrationTexts();
  const has = hasAccess(grant);
  const action = tell(has ? 'access.revoke' : 'access.again');
  return (
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
            id={has ? openerOf(grant) : undefined}
            aria-label={`${action}${say('text.colon')}${grant.name ?? grant.subject}`}
            aria-expanded={has ? asked.includes(personOf(grant)) : undefined}
            onClick={() => (has ? ask : again)(grant)}
          >
            {action}
          </button>
        </td>
      )}
    </tr>
  );
};
