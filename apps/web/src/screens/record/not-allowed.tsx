import { useRecordTexts } from '../../messages/record-texts.js';
import { Glyph } from '../../parts/glyph.js';

/** Who may not record is told before they have typed anything. */
export const NotAllowed = () => {
  const tell = useRecordTexts();
  return (
    <div class="trouble">
      <h1>
        <Glyph name="warn" />
        {tell('notAllowed.title')}
      </h1>
      <p>{tell('notAllowed.advice')}</p>
    </div>
  );
};
