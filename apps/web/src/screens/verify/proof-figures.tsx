import type { EventProofAudit } from '#ledger/audit/verify-event-proof.js';
import { useMessages } from '../../messages/use-messages.js';
import { useVerifyTexts } from '../../messages/verify-texts.js';
import type { KeptWithProof } from './check-messages.js';
import { CosignedMeans, CosignedRows } from './cosigned-rows.js';
import { Code, FigureRow } from './figure-row.js';
import { timeText } from './time-text.js';

type Props = Readonly<{ figures: NonNullable<EventProofAudit['figures']>; kept: KeptWithProof | undefined }>;

/** Which event is proved to be in the log, and where. */
export const ProofFigures = ({ figures, kept }: Props) => {
  const { origin, index, size, root, entry, event, cosignatures } = figures;
  const { language } = useMessages();
  const tell = useVerifyTexts();
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
        {event?.recordedAt !== undefined && (
          <FigureRow what={tell('verify.recorded')}>{timeText(event.recordedAt, language)}</FigureRow>
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
        {kept?.is === 'same-root' && <FigureRow is="yes" what={tell('verify.since', { count: kept.size })} />}
        <CosignedRows cosignatures={cosignatures} />
      </ul>
      <CosignedMeans cosignatures={cosignatures} from={kept?.is === 'same-root' ? kept.size : 0} />
    </>
  );
};
