import { useMessages } from '../messages/use-messages.js';
import { type Marking, markingText } from '../model/marking.js';

/** The marking of the most sensitive thing on the screen. It stands at the top and at the foot of each screen. */
export const MarkingLine = ({ marking }: Readonly<{ marking: Marking | undefined }>) => {
  const { say } = useMessages();
  if (marking === undefined) return null;
  return (
    <p class="marking">
      <span class="vh">{say('marking.label')} </span>
      {markingText(marking)}
    </p>
  );
};
