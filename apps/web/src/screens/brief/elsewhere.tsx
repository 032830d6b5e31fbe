import { Link } from 'wouter-preact';
import { useBriefTexts } from '../../messages/brief-texts.js';
import { addressOfBrief } from '../../model/addresses.js';
import type { Moment } from '../../model/moment.js';
import { Glyph } from '../../parts/glyph.js';
import type { BriefRead } from './use-brief.js';

type Props = Readonly<{ brief: BriefRead; moment: Moment | undefined }>;

/** The address names a meeting with another negotiation than its own. What stands around the brief would be of the wrong one. */
export const Elsewhere = ({ brief: { id, negotiationId }, moment }: Props) => {
  const tell = useBriefTexts();
  return (
    <div class="trouble" role="alert">
      <h1>
        <Glyph name="warn" />
        {tell('brief.elsewhere')}
      </h1>
      <p>
        <Link href={addressOfBrief(negotiationId, id, moment)}>{tell('brief.goThere')}</Link>
      </p>
    </div>
  );
};
