import { useAnswer } from '../../api/queries.js';
import { useAuditTexts } from '../../messages/audit-texts.js';
import { Loading } from '../../parts/loading.js';
import { Trouble } from '../../parts/trouble.js';
import type { EventLine, Me } from '../../types/types.gen.js';
import { CheckpointCard } from './checkpoint-card.js';
import { ProofCheck } from './proof-check.js';
import { useCheckpoint } from './use-checkpoint.js';

/** What is signed, and the check of the event at the hand; or why somebody sees neither. */
export const Checkpoint = ({ event }: Readonly<{ event: EventLine }>) => {
  const tell = useAuditTexts();
  const { data } = useAnswer<Me>('/v1/me');
  return (
    <section class="sec" aria-labelledby="checkpoint">
      <h2 id="checkpoint">
        {tell('audit.checkpoint')} <small>{tell('audit.whatIsSigned')}</small>
      </h2>
      {data &&
        (data.body.may.includes('audit') ? (
          <ForAuditors event={event} />
        ) : (
          <p class="small">{tell('audit.notForYou')}</p>
        ))}
    </section>
  );
};

const ForAuditors = ({ event }: Readonly<{ event: EventLine }>) => {
  const tell = useAuditTexts();
  const { newest, cosigned, error, retry } = useCheckpoint();
  // One note shows both if they are of one size.
  const isOne = cosigned !== undefined && newest?.size === cosigned.size;
  return (
    <>
      {newest && !isOne && <CheckpointCard title={cosigned && tell('audit.newest')} told={newest} />}
      {cosigned && <CheckpointCard title={isOne ? undefined : tell('audit.cosigned')} told={cosigned} />}
      {!newest && error === null && <Loading>{tell('audit.checkpointLoading')}</Loading>}
      {error && <Trouble error={error} retry={retry} heading="h3" />}
      <ProofCheck eventId={event.eventId} />
    </>
  );
};
