import { onOneLine } from '#ledger/audit/report.js';
import { useMessages } from '../../messages/use-messages.js';
import { useVerifyTexts } from '../../messages/verify-texts.js';
import { isolate } from '#messages/languages.js';
import type { Check, Progress } from './check-messages.js';
import { sizeText } from './size-text.js';

type Props = Readonly<{ of: Check; progress: Progress; stop: () => void }>;

/** What is being checked, and how far it is. */
export const Running = ({ of: { file }, progress: { read, lines }, stop }: Props) => {
  const { language } = useMessages();
  const tell = useVerifyTexts();
  const [done, size] = [read, file.size].map((bytes) => sizeText(bytes, language));
  const running = tell('verify.running', { name: isolate(onOneLine(file.name)) });
  return (
    <>
      <h2 class="verdict">{running}</h2>
      <progress aria-label={running} max={Math.max(1, file.size)} value={read} />
      <p class="small">
        {tell('verify.progress', { lines })}{' '}
        <span class="dim">{tell('verify.readOf', { read: done!, size: size! })}</span>
      </p>
      <button type="button" class="btn" onClick={stop}>
        {tell('verify.stop')}
      </button>
    </>
  );
};
