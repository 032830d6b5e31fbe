import { useMessages } from '../../messages/use-messages.js';
import type { Entry } from '../../model/record/entry.js';
import { levelOf } from '../../model/record/shown.js';

/** The marking beside words that are not shown on a screen of their own. */
export const RowLevel = ({ entry }: Readonly<{ entry: Entry }>) => {
  const { say } = useMessages();
  const level = levelOf(entry);
  if (level === '') return null;
  return (
    <b class="level">
      <span class="vh">{say('marking.label')} </span>
      {level.toUpperCase()}
    </b>
  );
};
