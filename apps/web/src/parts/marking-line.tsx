import type { ComponentChildren } from 'preact';
import { useMessages } from '../messages/use-messages.js';
import { type Marking, markingText } from '../model/marking.js';

type Props = Readonly<{ marking: Marking; children?: ComponentChildren }>;

/** The marking of the most sensitive thing of what stands with it. */
export const MarkingLine = ({ marking, children }: Props) => {
  const { say } = useMessages();
  return (
    <p class="marking">
      <span class="vh">{say('marking.label')} </span>
      {markingText(marking)} {children}
    </p>
  );
};
