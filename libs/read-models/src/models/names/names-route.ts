import { refuse } from '#domain/decider.js';
import { words } from '../../routes/parameters.js';
import { pageRoute } from '../../routes/read-route.js';
import { described, idOf, list, named, object, oneOf, onlyTrue, text, uuid, withExample } from '../../routes/schema.js';
import { namesOf, wordsOf } from './find-names.js';
import { NAME_FIELDS, NAME_KINDS } from './names.js';

/** The longest text that anybody types to find a name. */
const LONGEST = 100;

const NameKind = oneOf('NameKind', NAME_KINDS);
const NameSuggestion = named(
  'NameSuggestion',
  object({
    id: uuid,
    kind: described('A person and a body are representatives: their ids are those of representatives', NameKind),
    name: described('As it was recorded', text),
    'shortName?': text,
    'otherNames?': list(text),
    'post?': text,
    'partyId?': described('The party of a person or a body', idOf('party')),
    'gone?': described('The party has left, or the person or body has stood down', onlyTrue),
    'matched?': described(
      'The spellings by which it was found, in the order of the words of `q`',
      list(
        object({
          field: described(
            'country: what the ISO code of the party is called in one of the languages of sentences. party: a spelling of the party of a person or a body',
            oneOf('NameField', NAME_FIELDS),
          ),
          text,
        }),
      ),
    ),
  }),
);

export const nameRoutes = [
  pageRoute({
    path: 'negotiations/:negotiationId/names',
    operationId: 'listNames',
    summary: 'Find parties, people and bodies by any part of a name, another spelling, a post or a party',
    tag: 'overview',
    models: ['names', 'timeline'],
    parameters: {
      q: withExample(
        'sefcovic',
        described(
          'Each word must occur somewhere, also within a word, without regard to case and accents. Those come first that fit best. Without it, all names',
          words(LONGEST),
        ),
      ),
      kind: NameKind,
      partyId: described('Only people and bodies of this party', idOf('party')),
    },
    item: NameSuggestion,
    check: ({ q }) =>
      q === undefined || wordsOf(q).length > 0
        ? undefined
        : {
            status: 400,
            pointer: '/q',
            ...refuse('search-without-words', '"q" contains no letter and no digit. Type a part of a name.'),
          },
    ask: (views, negotiationId, wanted, { slice }) => namesOf(views, negotiationId, wanted, slice),
  }),
];
