import { useMessages } from '../../messages/use-messages.js';
import type { FactTextId } from '../../messages/fact-en.js';
import { useFactTexts } from '../../messages/fact-texts.js';

const LETTERS = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
const FIGURES = ['1', '2', '3', '4', '5', '6'] as const;

/** A grade of the Admiralty scale fills its letter and its figure; without one, all stay empty. The words say what they mean. */
export const Grade = ({ grade }: Readonly<{ grade: string | undefined }>) => {
  const { say } = useMessages();
  const tell = useFactTexts();
  const [letter, figure] = [grade?.charAt(0), grade?.charAt(1)];
  const words = [
    letter && tell(`reliability.${letter}` as FactTextId),
    figure && tell(`credibility.${figure}` as FactTextId),
  ].filter(Boolean);
  return (
    <p class="scale" title={say('drawer.grade')}>
      {[LETTERS, FIGURES].map((signs, n) => (
        <span key={n} aria-hidden="true">
          {signs.map((sign) => (
            <i key={sign} class={sign === letter || sign === figure ? 'on' : ''}>
              {sign}
            </i>
          ))}
        </span>
      ))}
      <span class="by">
        {grade === undefined ? tell('fact.ungraded') : `${grade}${say('text.colon')}${words.join(say('text.comma'))}`}
      </span>
    </p>
  );
};
