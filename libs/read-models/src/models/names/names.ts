import type { Fact, ReadModel } from '../../projection/read-model.js';
import { THING_COLUMNS } from '../../projection/read-model.js';
import { becomes, lastTurn, openingOf } from '../overview/overview.js';
import { foldedWords } from '../statements/search-terms.js';

export const NAME_KINDS = ['party', 'person', 'body'] as const;
export type NameKind = (typeof NAME_KINDS)[number];

/** What a party, a person or a body is found by, in this order. */
export const NAME_FIELDS = ['name', 'shortName', 'otherNames', 'code', 'country', 'post', 'party'] as const;
export type NameField = (typeof NAME_FIELDS)[number];
export type Spelling = Readonly<{ field: NameField; text: string }>;

export type Opening = Extract<Fact, { type: 'PartyJoined' | 'RepresentativeNamed' }>;
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

/** Before each spelling, so that its beginning can be found. */
export const BEGINNING = '\n';
export const folded = (text: string): string => foldedWords(text).join(' ');

const textOf = (spellings: readonly Spelling[]): string =>
  spellings.map(({ text }) => `${BEGINNING}${folded(text)}`).join('');

/** Parties, people and bodies, each with everything by which it is found. */
export const names: ReadModel = {
  name: 'names',
  version: 1,
  tables: {
    names: {
      columns: {
        // The ordinal is that of the event that opened it.
        ...THING_COLUMNS,
        kind: 'TEXT',
        partyId: 'TEXT?',
        gone: 'INTEGER',
        name: 'TEXT',
        spellings: 'TEXT',
        post: 'TEXT',
      },
      indexes: [['negotiationId', 'kind']],
    },
  },
  kinds: ['party', 'representative'],
  rows: ({ stream, id, negotiationId, events }) => {
    const opening = openingOf(events);
    if (opening === undefined || !isOpening(opening)) return {};
    const turn = lastTurn(events);
    const last = turn && becomes(turn.type);
    return {
      names: [
        {
          ordinal: opening.ordinal,
          stream,
          id,
          negotiationId,
          kind: opening.type === 'PartyJoined' ? 'party' : opening.data.kind,
          partyId: (opening.type === 'RepresentativeNamed' && opening.data.partyId) || null,
          gone: last === 'left' || last === 'stood-down' ? 1 : 0,
          name: folded(opening.data.name),
          spellings: textOf(spellingsOf(opening).filter(({ field }) => field !== 'post')),
          post: textOf(spellingsOf(opening).filter(({ field }) => field === 'post')),
        },
      ],
    };
  },
};
