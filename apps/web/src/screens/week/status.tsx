import { useMessages } from '../../messages/use-messages.js';
import { Glyph, type GlyphName } from '../../parts/glyph.js';
import type { MeetingStatus } from '../../types/types.gen.js';

const SIGNS: Readonly<Partial<Record<MeetingStatus, readonly [tone: string, glyph: GlyphName]>>> = {
  held: ['ease', 'yes'],
  postponed: ['wait', 'warn'],
  cancelled: ['hard', 'no'],
};

/** How a meeting stands, in a word, with a sign where it is certain, or put off. */
export const Status = ({ status }: Readonly<{ status: MeetingStatus }>) => {
  const { say } = useMessages();
  const [tone, glyph] = SIGNS[status] ?? [];
  return (
    <b class={tone ?? ''}>
      {glyph && <Glyph name={glyph} />}
      {say(`meeting.${status}`)}
    </b>
  );
};

/** Beside another account of when it is: only that it is not to come, at least not then. */
export const RivalStatus = ({ status }: Readonly<{ status: MeetingStatus }>) =>
  SIGNS[status] === undefined ? null : (
    <>
      {' '}
      <Status status={status} />
    </>
  );
