import { useEffect, useRef } from 'preact/hooks';
import { useRecordTexts } from '../../messages/record-texts.js';
import { NOBODY } from '../../outbox/box.js';
import { useTitle } from '../../parts/use-title.js';
import type { Recorder } from './use-box.js';

type Props = Readonly<{ recorders: readonly Recorder[]; choose: (owner: string) => void }>;

/** Without a line nobody can log in. Before anything of anybody is shown, who sits here says who they are. */
export const WhoRecords = ({ recorders, choose }: Props) => {
  const tell = useRecordTexts();
  useTitle(tell('whoRecords.title'));
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <main id="main" tabIndex={-1}>
      <div class="trouble">
        <h1>{tell('whoRecords.title')}</h1>
        <p>{tell('whoRecords.advice')}</p>
        <p class="act">
          {recorders.map(({ owner, name }, n) => (
            <button key={owner} ref={n === 0 ? first : null} type="button" class="btn" onClick={() => choose(owner)}>
              {tell('whoRecords.as', { name })}
            </button>
          ))}
          <button type="button" class="btn" onClick={() => choose(NOBODY)}>
            {tell('whoRecords.another')}
          </button>
        </p>
      </div>
    </main>
  );
};
