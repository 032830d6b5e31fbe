import { useRecordTexts } from '../../messages/record-texts.js';
import { Glyph } from '../../parts/glyph.js';
import { useTitle } from '../../parts/use-title.js';

/** What this form had on the device is deleted. It asks nobody who they are: a login that has ended must not begin again by itself. */
export const Gone = () => {
  const tell = useRecordTexts();
  useTitle(tell('gone.title'));
  return (
    <main id="main" tabIndex={-1}>
      <div class="trouble" role="alert">
        <h1>
          <Glyph name="yes" />
          {tell('gone.title')}
        </h1>
        <p>{tell('gone.advice')}</p>
        <a class="btn" href="/">
          {tell('gone.goOn')}
        </a>
      </div>
    </main>
  );
};
