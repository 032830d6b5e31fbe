import { useChangesTexts } from '../../messages/changes-texts.js';
import { type ChangesView, TAGS } from '../../model/changes-view.js';
import { KINDS } from '../../model/timeline-view.js';
import type { MovedLineList } from '../../types/types.gen.js';
import { TagShape } from './tag.js';
import type { Change } from './use-changes-view.js';

type Props = Readonly<{ view: ChangesView; change: Change; counts: MovedLineList['counts'] }>;

/** Which lines are shown: by why they are told, and of which kind. */
export const Filters = ({ view, change, counts }: Props) => {
  const tell = useChangesTexts();
  return (
    <search class={(view.tag ?? view.kind) ? 'filters on' : 'filters'} aria-label={tell('changes.only')}>
      {TAGS.map((tag) => (
        <button
          key={tag}
          type="button"
          class="chip"
          aria-pressed={view.tag === tag}
          title={tell(`changes.means.${tag}`)}
          onClick={() => change({ tag: view.tag === tag ? undefined : tag })}
        >
          <TagShape tag={tag} />
          {tell(`changes.tag.${tag}`)} <b>{counts.byTag[tag]}</b>
        </button>
      ))}
      <select
        aria-label={tell('changes.kind')}
        value={view.kind ?? ''}
        onChange={({ currentTarget: { value } }) => change({ kind: KINDS.find((kind) => kind === value) })}
      >
        <option value="">{tell('changes.allKinds')}</option>
        {KINDS.filter((kind) => kind === view.kind || counts.byKind[kind] !== undefined).map((kind) => (
          <option key={kind} value={kind}>
            {tell(`kinds.${kind}`)}
          </option>
        ))}
      </select>
    </search>
  );
};
