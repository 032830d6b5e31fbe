import { useContext } from 'preact/hooks';
import { useAnswer } from '../api/queries.js';
import type { Me } from '../types/types.gen.js';
import { useMessages } from '../messages/use-messages.js';
import { markingText } from '../model/marking.js';
import { LogOutContext } from './log-out.js';

/** Who is signed in, and what they are cleared for. */
export const Who = () => {
  const { say } = useMessages();
  const { data } = useAnswer<Me>('/v1/me');
  const logOut = useContext(LogOutContext);
  if (data === undefined) return null;
  const { name, clearance } = data.body;
  return (
    <span class="who">
      <bdi>{name}</bdi>
      <span class="dim">
        {clearance === 'all' ? say('who.seesAll') : say('who.cleared', { marking: markingText(clearance) })}
      </span>
      {logOut && (
        <button
          type="button"
          class="plain"
          onClick={() => void logOut((count) => say('session.logOutLoses', { count }), say('session.logOutLeaves'))}
        >
          {say('session.logOut')}
        </button>
      )}
    </span>
  );
};
