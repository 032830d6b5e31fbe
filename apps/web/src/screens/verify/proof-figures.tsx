import type { EventProofAudit } from '#ledger/audit/verify-event-proof.js';
import { useMessages } from '../../messages/use-messages.js';
import { useVerifyTexts } from '../../messages/verify-texts.js';
import { instantText } from '../../model/instants.js';
import { CosignedMeans, CosignedRows } from './cosigned-rows.js';
import { Code, FigureRow } from './figure-row.js';

type Props = Readonly<{ figures: NonNullable<EventProofAudit['figures']> }>;

/** Which event is proved to be in the log, and where. */
export const ProofFigures = ({ figures: { origin, index, size, root, entry, event, cosignatures } }: Props) => {
  const { language } = useMessages();
  const tell = useVerifyTexts();
  const at = event?.recordedAt === undefined ? undefined : new Date(event.recordedAt);
  return (
    <>
      <ul class="figures">
        <FigureRow what={tell('verify.log')}>
          <bdi>{origin}</bdi>
        </FigureRow>
        <FigureRow is="yes" what={tell('verify.proved')}>
          {event === undefined ? tell('verify.provedWithheld') : <Code>{event.id}</Code>}
        </FigureRow>
        {event !== undefined && (
          <FigureRow what={tell('verify.stream')}>
            {tell('verify.revision', { stream: event.stream, revision: event.revision })}
          </FigureRow>
        )}
        {at !== undefined && !Number.isNaN(at.getTime()) && (
          <FigureRow what={tell('verify.recorded')}>{instantText(at.toISOString(), language)}</FigureRow>
        )}
        <FigureRow is="yes" what={tell('verify.place')}>
          {tell('verify.placeOf', { index, size })}
        </FigureRow>
        <FigureRow what={tell('verify.entry')}>
          <Code>{entry}</Code>
        </FigureRow>
        <FigureRow is="yes" what={tell('verify.root')}>
          <Code>{root}</Code>
        </FigureRow>
        <FigureRow is="yes" what={tell('verify.signed')} />
        <CosignedRows cosignatures={cosignatures} />
      </ul>
      <CosignedMeans cosignatures={cosignatures} from={0} />
    </>
  );
};
