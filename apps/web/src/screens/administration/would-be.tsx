import type { ComponentChildren } from 'preact';
import { useAdministrationTexts } from '../../messages/administration-texts.js';
import { Question } from '../../parts/question.js';
import type { DryRun } from '../../types/types.gen.js';

type Props = Readonly<{
  trial: DryRun;
  yes: string;
  isBusy: boolean;
  record: () => void;
  /** Goes back to what was typed. */
  change: () => void;
  /** What it means. */
  children: ComponentChildren;
}>;

/** Asks whether what was tried out is to be recorded. */
export const WouldBe = ({ trial, yes, isBusy, record, change, children }: Props) => {
  const tell = useAdministrationTexts();
  return (
    <Question
      name={tell('access.wouldBe')}
      yes={yes}
      no={tell('access.change')}
      isBusy={isBusy}
      onYes={record}
      onNo={change}
    >
      <p class="small">{tell('access.wouldBe')}</p>
      {trial.events.map(({ text }, n) => (
        <p key={n} class="rec" dir="auto">
          {text}
        </p>
      ))}
      {children}
    </Question>
  );
};
