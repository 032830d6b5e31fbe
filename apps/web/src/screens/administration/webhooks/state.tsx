import { useAdministrationTexts } from '../../../messages/administration-texts.js';
import { useMessages } from '../../../messages/use-messages.js';
import { instantText } from '../../../model/instants.js';
import { Glyph } from '../../../parts/glyph.js';
import type { Webhook } from '../../../types/types.gen.js';

/** Whether messages arrive, since when they do not, why, and what comes next. */
export const State = ({ webhook: { state, failing, deliveredAt } }: Readonly<{ webhook: Webhook }>) => {
  const { language } = useMessages();
  const tell = useAdministrationTexts();
  const time = (instant: string) => instantText(instant, language);
  if (state === 'gone')
    return (
      <p class="state hard">
        <Glyph name="no" />
        {tell('hooks.gone')}
      </p>
    );
  if (failing !== undefined)
    return (
      <>
        <p class="state wait">
          <Glyph name="warn" />
          {tell('hooks.failing', { since: time(failing.since), count: failing.tries })}
        </p>
        <p class="small">
          <bdi lang="en">{failing.cause}</bdi>
        </p>
        <p class="small">{tell('hooks.nextTry', { time: time(failing.nextAt) })}</p>
      </>
    );
  return (
    <p class="state ease">
      <Glyph name="yes" />
      {deliveredAt === undefined ? tell('hooks.nothingYet') : tell('hooks.working', { time: time(deliveredAt) })}
    </p>
  );
};
