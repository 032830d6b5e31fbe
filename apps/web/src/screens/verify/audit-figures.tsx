import type { Figures } from '#ledger/audit/verification.js';
import { useMessages } from '../../messages/use-messages.js';
import { useVerifyTexts } from '../../messages/verify-texts.js';
import { CosignedMeans, CosignedRows } from './cosigned-rows.js';
import { Code, FigureRow } from './figure-row.js';
import { timeText } from './time-text.js';

/** What a file that holds has, and who vouches for it. */
export const AuditFigures = ({ figures }: Readonly<{ figures: Figures }>) => {
  const { origin, negotiationId, events, streams, withheld, gaps, root, recorded, checkpoints, cosignatures } = figures;
  const { sinceSize, backwards } = figures;
  // Of one negotiation, the others are withheld, and each of its streams is whole.
  const isLess = gaps > 0 || (withheld > 0 && negotiationId === undefined);
  const { language } = useMessages();
  const tell = useVerifyTexts();
  return (
    <>
      <ul class="figures">
        <FigureRow what={tell('verify.log')}>
          <bdi>{origin}</bdi>
        </FigureRow>
        {negotiationId !== undefined && (
          <FigureRow what={tell('verify.negotiation')}>
            <Code>{negotiationId}</Code>
          </FigureRow>
        )}
        <FigureRow is={isLess ? 'warn' : 'yes'} what={tell('verify.events', { events, streams })}>
          {tell('verify.withheld', { count: withheld })}
        </FigureRow>
        {gaps > 0 && <FigureRow is="warn" what={tell('verify.gaps', { count: gaps })} />}
        <FigureRow is="yes" what={tell('verify.asSigned')} />
        <FigureRow is="yes" what={tell('verify.root')}>
          <Code>{root}</Code>
        </FigureRow>
        <FigureRow is="yes" what={tell('verify.signed')} />
        {checkpoints !== undefined && checkpoints.verified > 0 && (
          <FigureRow is="yes" what={tell('verify.checkpoints', { count: checkpoints.verified })} />
        )}
        {checkpoints !== undefined && checkpoints.unverified > 0 && (
          <FigureRow is="warn" what={tell('verify.checkpointsUnknown', { count: checkpoints.unverified })} />
        )}
        {sinceSize !== undefined && <FigureRow is="yes" what={tell('verify.since', { count: sinceSize })} />}
        <CosignedRows cosignatures={cosignatures} />
        {recorded !== undefined && (
          <FigureRow what={tell('verify.recorded')}>
            {tell('verify.recordedFrom', {
              from: timeText(recorded.from, language),
              to: timeText(recorded.to, language),
            })}
          </FigureRow>
        )}
      </ul>
      <CosignedMeans cosignatures={cosignatures} from={sinceSize ?? 0} />
      {withheld > 0 && <p class="small">{tell('verify.withheldMeans')}</p>}
      {backwards !== undefined && (
        <p class="small">{tell('verify.backwards', { count: backwards.times, index: backwards.index })}</p>
      )}
    </>
  );
};
