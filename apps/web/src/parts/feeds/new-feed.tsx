import { useState } from 'preact/hooks';
import { useMessages } from '../../messages/use-messages.js';
import { useFeedsTexts } from '../../messages/feeds-texts.js';
import type { ListedNegotiation } from '../../types/types.gen.js';
import { type Type, useTellTyped } from '../use-tell-typed.js';
import { NotDone } from './not-done.js';
import type { FeedsControl } from './use-feeds.js';

type Props = Readonly<{ negotiations: readonly ListedNegotiation[]; control: FeedsControl; type?: Type }>;

/** What a new address is about, and where it is used. */
export const NewFeed = ({ negotiations, control: { make, busy, failure }, type }: Props) => {
  const { say } = useMessages();
  const tell = useFeedsTexts();
  const [about, setAbout] = useState('');
  const [name, setName] = useState('');
  useTellTyped(type, 'new feed', about !== '' || name.trim() !== '');
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy !== undefined) return;
    const given = name.trim();
    if (!(await make({ ...(given !== '' && { name: given }), ...(about !== '' && { negotiationId: about }) }))) return;
    // What was typed meanwhile is for another one.
    setName((now) => (now === name ? '' : now));
    setAbout((now) => (now === about ? '' : now));
  };
  return (
    <form class="newfeed" onSubmit={(event) => void send(event)}>
      <label>
        <span>{tell('feeds.about')}</span>
        <select value={about} onChange={({ currentTarget: { value } }) => setAbout(value)}>
          <option value="">{say('list.title')}</option>
          {negotiations.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{tell('feeds.name')}</span>
        <input
          type="text"
          dir="auto"
          maxLength={100}
          value={name}
          placeholder={tell('feeds.nameExample')}
          onInput={({ currentTarget: { value } }) => setName(value)}
        />
      </label>
      <button type="submit" class="btn on" aria-disabled={busy !== undefined}>
        {tell('feeds.make')}
      </button>
      {failure?.of === 'new' && <NotDone error={failure.error} />}
    </form>
  );
};
