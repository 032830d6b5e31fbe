import { useState } from 'preact/hooks';
import { useAdministrationTexts } from '../../../messages/administration-texts.js';
import type { Grant, Me } from '../../../types/types.gen.js';
import { faultsAt } from '../faults.js';
import { Field } from '../field.js';
import { NotDone } from '../not-done.js';
import { Question } from '../../../parts/feeds/question.js';
import { useCommand } from '../use-command.js';
import { grantsOf } from './use-grants.js';

/** `place`: the Consistency-Token of the revocation; undefined if it was refused, since somebody else may have revoked it meanwhile. */
export type Revoked = (grant: Grant, place: string | undefined) => void;
type Props = Readonly<{
  label: string;
  negotiation: string;
  title: string;
  grant: Grant;
  me: Me;
  revoked: Revoked;
  close: () => void;
}>;

/** Asks whether the access of a person is to be taken away, and why. */
export const Revoke = ({ label, negotiation, title, grant, me, revoked, close }: Props) => {
  const tell = useAdministrationTexts();
  const [reason, setReason] = useState('');
  const { record, failure, isBusy } = useCommand();
  const { issuer, subject, name } = grant;
  const send = async () => {
    const given = reason.trim();
    const body = {
      issuer,
      subject,
      ...(name !== undefined && { name }),
      ...(given !== '' && { reason: given }),
    };
    const answer = await record({ address: `${grantsOf(negotiation)}/revoked`, body });
    revoked(grant, answer?.place);
  };
  const isOwn = issuer === me.issuer && subject === me.subject;
  return (
    <Question
      name={label}
      yes={tell('access.revoke')}
      no={tell('access.keep')}
      isBad
      isBusy={isBusy}
      onYes={() => void send()}
      onNo={close}
    >
      <p class="small">
        {tell('access.revokeMeans', { name: name ?? subject, title })} {isOwn && <b>{tell('access.ownMeans')}</b>}
      </p>
      <Field
        id="revoke-reason"
        label={tell('access.reason')}
        value={reason}
        type={setReason}
        faults={faultsAt(failure, '/reason')}
        isOptional
      />
      {failure && <NotDone error={failure} />}
    </Question>
  );
};
