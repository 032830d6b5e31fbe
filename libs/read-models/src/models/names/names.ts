import type { Fact, ReadModel } from '../../projection/read-model.js';
import { THING_COLUMNS } from '../../projection/read-model.js';
import { becomes, lastTurn, openingOf } from '../overview/overview.js';
import { foldedWords, TOKENIZER } from '../statements/search-terms.js';
import { BEGINNING, indexWords } from './name-index.js';

export const NAME_KINDS = ['party', 'person', 'body'] as const;
export type NameKind = (typeof NAME_KINDS)[number];

/** What a party, a person or a body is found by, in this order. */
export const NAME_FIELDS = ['name', 'shortName', 'otherNames', 'code', 'country', 'post', 'party'] as const;
export type NameField = (typeof NAME_FIELDS)[number];
export type Spelling = Readonly<{ field: NameField; text: string }>;

export type Opening = Extract<Fact, { type: 'PartyJoined' | 'RepresentativeNamed' }>;
/** The opening of whatever has a name or a title that somebody may record again. */
type Named = Opening | Extract<Fact, { type: 'IssueRaised' }>;
export const isOpening = (fact: Fact): fact is Opening =>
  fact.type === 'PartyJoined' || fact.type === 'RepresentativeNamed';

/** All that was recorded by which somebody is found. */
export const spellingsOf = ({ type, data }: Opening): readonly Spelling[] =>
  (type === 'PartyJoined'
    ? [spelt('name', data.name), spelt('shortName', data.shortName), ...others(data), spelt('code', data.code)]
    : [spelt('name', data.name), ...others(data), spelt('post', data.post)]
  ).flat();
const spelt = (field: NameField, text: string | undefined): readonly Spelling[] =>
  text === undefined ? [] : [{ field, text }];
const others = ({ otherNames = [] }: Readonly<{ otherNames?: readonly string[] }>) =>
  otherNames.map((text) => spelt('otherNames', text));

export const folded = (text: string): string => foldedWords(text).join(' ');

const textOf = (spellings: readonly Spelling[]): string =>
  spellings.map(({ text }) => `${BEGINNING}${folded(text)}`).join('');

/** What has the same name: names, titles, short names and other spellings, folded, each once. */
export const sameNamesOf = (data: Named['data']): readonly string[] => {
  const {
    name,
    title,
    shortName,
    otherNames = [],
  } = data as Readonly<Partial<Record<'name' | 'title' | 'shortName', string>> & { otherNames?: readonly string[] }>;
  const texts = [name, title, shortName, ...otherNames].filter((text) => text !== undefined);
  return [...new Set(texts.map(folded))];
};
export const isNamed = <F extends Fact>(fact: F): fact is F & Named => isOpening(fact) || fact.type === 'IssueRaised';

/** Parties, people and bodies, each with everything by which it is found; and by which others of its kind have the same name. */
export const names: ReadModel = {
  name: 'names',
  version: 3,
  tables: {
    names: {
      columns: {
        // The ordinal is that of the event that opened it.
        ...THING_COLUMNS,
        kind: 'TEXT',
        partyId: 'TEXT?',
        code: 'TEXT?',
        gone: 'INTEGER',
        name: 'TEXT',
        spellings: 'TEXT',
        post: 'TEXT',
      },
      indexes: [
        ['negotiationId', 'kind', 'gone', 'name', 'id'],
        ['negotiationId', 'gone', 'name', 'id'],
        ['partyId'],
        ['code', 'negotiationId'],
      ],
    },
    same_names: {
      columns: { ...THING_COLUMNS, kind: 'TEXT', name: 'TEXT' },
      key: ['negotiationId', 'kind', 'name', 'ordinal'],
    },
  },
  texts: { name_search: { of: 'names', tokenizer: TOKENIZER, by: 'ordinal', hasPhrases: false } },
  kinds: ['party', 'representative', 'issue'],
  rows: ({ kind, stream, id, negotiationId, events }) => {
    const opening = openingOf(events);
    if (opening === undefined || !isNamed(opening)) return {};
    const { ordinal } = opening;
    const same_names = sameNamesOf(opening.data).map((name) => ({ ordinal, stream, id, negotiationId, kind, name }));
    if (!isOpening(opening)) return { same_names };
    const turn = lastTurn(events);
    const last = turn && becomes(turn.type);
    const row = {
      ordinal,
      stream,
      id,
      negotiationId,
      kind: opening.type === 'PartyJoined' ? 'party' : opening.data.kind,
      partyId: (opening.type === 'RepresentativeNamed' && opening.data.partyId) || null,
      code: (opening.type === 'PartyJoined' && opening.data.code) || null,
      gone: last === 'left' || last === 'stood-down' ? 1 : 0,
      name: folded(opening.data.name),
      spellings: textOf(spellingsOf(opening).filter(({ field }) => field !== 'post')),
      post: textOf(spellingsOf(opening).filter(({ field }) => field === 'post')),
    };
    const name_search = [{ ordinal, negotiationId, words: indexWords(row), terms: '[]' }];
    return { names: [row], same_names, name_search };
  },
};
