import { useChangesTexts } from '../../messages/changes-texts.js';
import type { MovedTag } from '../../types/types.gen.js';

/** A disc, an hour glass, a struck line, an opened square: what the words beside them say. */
const SHAPES: Readonly<Record<MovedTag, string>> = {
  happened: 'M8 3a5 5 0 1 1 0 10A5 5 0 0 1 8 3z',
  'learned-late': 'M3 2h10L8 8l5 6H3l5-6z',
  corrected: 'M2 4h12v2.2H2zm0 5.8h7V12H2zm9.6-1.4 2.6 2.6-1.3 1.3-2.6-2.6z',
  'newly-visible': 'M2 2h12v12H2zm2 2v8h8V4z',
};

export const TagShape = ({ tag }: Readonly<{ tag: MovedTag }>) => (
  <svg class="g" viewBox="0 0 16 16" aria-hidden="true">
    <path d={SHAPES[tag]} fill-rule="evenodd" />
  </svg>
);

/** Why a line is told. */
export const Tag = ({ tag }: Readonly<{ tag: MovedTag }>) => {
  const tell = useChangesTexts();
  return (
    <span class={`tag ${tag}`} title={tell(`changes.means.${tag}`)}>
      <TagShape tag={tag} />
      {tell(`changes.tag.${tag}`)}
    </span>
  );
};
