import { useRecordTexts } from '../../messages/record-texts.js';
import type { Taken } from '../../model/record/entry.js';
import { isComposing } from '../../parts/is-composing.js';
import type { Suggestion } from '../../model/record/find-name.js';

/** The first field of a new name. There may be several. */
export const newNameId = (id: string): string => `record-new-party-${id}`;

type Props = Readonly<{
  name: Taken;
  parties: readonly Suggestion[];
  change: (name: Taken) => void;
  next: () => void;
}>;

/** A name that is not on record yet: what it is, for whom, and its post. It is recorded first. */
export const NewName = ({ name, parties, change, next }: Props) => {
  const tell = useRecordTexts();
  return (
    <fieldset
      class="newname"
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || isComposing(event)) return;
        event.preventDefault();
        next();
      }}
    >
      <legend>{tell('new.title', { name: name.name })}</legend>
      <div class="three">
        <label>
          {tell('new.kind')}
          <select
            class="in"
            value={name.kind}
            onChange={({ currentTarget }) => change({ ...name, kind: currentTarget.value as 'person' | 'body' })}
          >
            {(['person', 'body'] as const).map((kind) => (
              <option key={kind} value={kind}>
                {tell(`nameKind.${kind}`)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {tell('new.party')}
          <select
            id={newNameId(name.id)}
            class="in"
            value={name.partyId ?? ''}
            onChange={({ currentTarget: { value } }) => change({ ...name, partyId: value || undefined })}
          >
            <option value="">{tell('new.noParty')}</option>
            {parties.map(({ id, name: party }) => (
              <option key={id} value={id}>
                {party}
              </option>
            ))}
          </select>
        </label>
        <label>
          {tell('new.post')}
          <input
            class="in"
            dir="auto"
            value={name.post ?? ''}
            onInput={({ currentTarget: { value } }) => change({ ...name, post: value })}
          />
        </label>
      </div>
    </fieldset>
  );
};
