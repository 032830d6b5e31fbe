import { useId, useState } from 'preact/hooks';
import { useAdministrationTexts } from '../../../messages/administration-texts.js';
import { useMessages } from '../../../messages/use-messages.js';
import type { Grant, Me } from '../../../types/types.gen.js';
import { faultsAt } from '../faults.js';
import { Field } from '../field.js';
import { Held } from '../held.js';
import { type Recorded, useCommand } from '../use-command.js';
import { type Type, useTellTyped } from '../../../parts/use-tell-typed.js';
import { grantsOf } from './use-grants.js';

type Props = Readonly<{
  negotiation: string;
  title: string;
  grant: Grant;
  me: Me;
  /** The person still has access. */
  stands: boolean;
  /** `answer`: undefined if it was refused: somebody else may have revoked it meanwhile. */
  revoked: (answer: Recorded | undefined) => void;
  close: () => void;
  gone: (isEmpty: boolean) => void;
  type: Type;
}>;

/** Asks whether the access of a person is to be taken away, and why. */
export const Revoke = ({ negotiation, title, grant, me, revoked, type, ...more }: Props) => {
  const { say } = useMessages();
  const tell = useAdministrationTexts();
  const [reason, setReason] = useState('');
  const id = useId();
  const { issuer, subject, name } = grant;
  const given = reason.trim();
  useTellTyped(type, `revocation of ${issuer} ${subject}`, given !== '');
  const body = {
    issuer,
    subject,
    ...(name !== undefined && { name }),
    ...(given !== '' && { reason: given }),
  };
  const command = { address: `${grantsOf(negotiation)}/revoked`, body };
  const { record, failure, failureOfNow, isUnknown, isBusy } = useCommand(command);
  const send = async () => {
    const answer = await record(command);
    revoked(answer);
    return answer !== undefined;
  };
  const isOwn = issuer === me.issuer && subject === me.subject;
  return (
    <Held
      {...more}
      name={`${tell('access.revoke')}${say('text.colon')}${name ?? subject}`}
      yes={tell('access.revoke')}
      no={tell('access.keep')}
      isBad
      isBusy={isBusy}
      failure={failure}
      isUnknown={isUnknown}
      typed={given}
      send={send}
    >
      <p class="small">
        {tell('access.revokeMeans', { name: name ?? subject, title })} {isOwn && <b>{tell('access.ownMeans')}</b>}
      </p>
      <Field
        id={id}
        label={tell('access.reason')}
        value={reason}
        type={setReason}
        faults={faultsAt(failureOfNow, '/reason')}
        isOptional
      />
    </Held>
  );
};
