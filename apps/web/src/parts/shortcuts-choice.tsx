import { useState } from 'preact/hooks';
import { useMessages } from '../messages/use-messages.js';
import { hasShortcuts, keepShortcuts } from './shortcut.js';

/** Keys without a modifier can be switched off (WCAG 2.1.4): programs that hear speech type them. */
export const ShortcutsChoice = () => {
  const { say } = useMessages();
  const [areOn, set] = useState(hasShortcuts);
  return (
    <p class="on-screen">
      <label class="tiny dim">
        <input
          type="checkbox"
          checked={areOn}
          onChange={({ currentTarget: { checked } }) => {
            keepShortcuts(checked);
            set(checked);
          }}
        />{' '}
        {say('keys.letters')}
      </label>
    </p>
  );
};
