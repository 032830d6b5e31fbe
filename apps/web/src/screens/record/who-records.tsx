import { useEffect, useRef } from 'preact/hooks';
import { useRecordTexts } from '../../messages/record-texts.js';
import { useTitle } from '../../parts/use-title.js';
import { type Recorder, SOMEBODY_ELSE } from './use-box.js';

type Props = Readonly<{ recorders: readonly Recorder[]; choose: (owner: string | typeof SOMEBODY_ELSE) => void }>;

/** Without a line nobody can log in. Before anything of anybody is shown, who sits here says who they are. */
export const WhoRecords = ({ recorders, choose }: Props) => {
  const tell = useRecordTexts();
  useTitle(tell('whoRecords.title'));
  // No button has the focus: a key that somebody goes on to type must not say who they are.
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <main id="main" tabIndex={-1}>
      <div class="trouble">
        <h1 ref={heading} tabIndex={-1}>
          {tell('whoRecords.title')}
        </h1>
        <p>{tell('whoRecords.advice')}</p>
        <p class="act">
          {recorders.map(({ owner, name }) => (
            <button key={owner} type="button" class="btn" onClick={() => choose(owner)}>
              {tell('whoRecords.as', { name })}
            </button>
          ))}
          <button type="button" class="btn" onClick={() => choose(SOMEBODY_ELSE)}>
            {tell('whoRecords.another')}
          </button>
        </p>
      </div>
    </main>
  );
};
