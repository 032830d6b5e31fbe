import { useRecordTexts } from '../../messages/record-texts.js';
import { useDateText } from '../../parts/fact-date.js';
import { Glyph } from '../../parts/glyph.js';
import type { LikelyDuplicate } from '../../types/types.gen.js';

type Props = Readonly<{
  duplicate: LikelyDuplicate;
  answer: (isSame: boolean) => void;
  /** The question stands at two places of the page, of which one is shown. */
  where: 'wide' | 'narrow';
}>;

/** The id of the first answer of the question that is shown. */
const answerId = (where: Props['where']) => `duplicate-${where}`;
export const focusOnQuestion = () =>
  requestAnimationFrame(() => {
    for (const where of ['wide', 'narrow'] as const) document.getElementById(answerId(where))?.focus();
  });

/** Something like it is on record. Whether it is the same, only who records it knows. */
export const Duplicate = ({ duplicate: { title, kind, occurredOn, why, eventId }, answer, where }: Props) => {
  const dateIn = useDateText();
  const tell = useRecordTexts();
  const isName = why === 'same-name';
  return (
    <section class={`sec question ${where}`} aria-label={tell('duplicate.title')}>
      <h2>
        <span class="wait">
          <Glyph name="warn" />
        </span>
        {tell('duplicate.title')}
      </h2>
      <div class="dup">
        <p class="by">{[tell(`what.${kind}`), occurredOn && dateIn(occurredOn).shown].filter(Boolean).join(' · ')}</p>
        <p class="rec" dir={isName ? 'auto' : undefined}>
          <a class="quiet" href={`timeline?fact=${encodeURIComponent(eventId)}`} target="_blank" rel="noreferrer">
            {title}
          </a>
        </p>
      </div>
      <div class="answers">
        <button id={answerId(where)} type="button" class="btn" aria-keyshortcuts="Alt+1" onClick={() => answer(true)}>
          {tell('duplicate.same')} <kbd>Alt 1</kbd>
        </button>
        <button type="button" class="btn" aria-keyshortcuts="Alt+2" onClick={() => answer(false)}>
          {tell('duplicate.another')} <kbd>Alt 2</kbd>
        </button>
      </div>
      <p class="hint">{tell(isName ? 'duplicate.meansName' : 'duplicate.means')}</p>
    </section>
  );
};
