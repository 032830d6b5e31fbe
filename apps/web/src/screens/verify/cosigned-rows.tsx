import type { Cosignature } from '#ledger/audit/claims.js';
import { useMessages } from '../../messages/use-messages.js';
import { useVerifyTexts } from '../../messages/verify-texts.js';
import { isolate } from '#messages/languages.js';
import { instantText } from '../../model/instants.js';
import { FigureRow } from './figure-row.js';

/** Who has cosigned, or that nobody has. */
export const CosignedRows = ({ cosignatures }: Readonly<{ cosignatures: readonly Cosignature[] }>) => {
  const { language } = useMessages();
  const tell = useVerifyTexts();
  if (cosignatures.length === 0) return <FigureRow is="warn" what={tell('verify.noWitness')} />;
  return (
    <>
      {cosignatures.map(({ name, at }, index) => (
        <FigureRow key={index} is="yes" what={tell('verify.cosigned', { name: isolate(name) })}>
          {instantText(at, language)}
        </FigureRow>
      ))}
    </>
  );
};

/** What cosignatures do not vouch for. `from`: the first event that the auditor's own checkpoint does not cover. */
export const CosignedMeans = ({
  cosignatures,
  from,
}: Readonly<{ cosignatures: readonly Cosignature[]; from: number }>) => {
  const tell = useVerifyTexts();
  return (
    <p class="small">
      {cosignatures.length === 0 ? tell('verify.noWitnessMeans', { index: from }) : tell('verify.vouched')}
    </p>
  );
};
