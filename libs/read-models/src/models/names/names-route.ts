import { refuse } from '#domain/decider.js';
import { several, words } from '../../routes/parameters.js';
import { pageRoute } from '../../routes/read-route.js';
import { described, idOf, list, named, object, oneOf, onlyTrue, text, uuid, withExample } from '../../routes/schema.js';
import { NAME_WORDS, namesOf, wordsOf } from './find-names.js';
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

const WITHOUT_WORDS = refuse('search-without-words', '"q" contains no letter and no digit. Type a part of a name.');
const TOO_MANY_WORDS = refuse(
  'search-too-many-terms',
  `"q" contains more than ${NAME_WORDS} words. Type a part of the name.`,
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
          `Each word must occur somewhere, also within a word, without regard to case and accents. Those come first that fit best. At most ${NAME_WORDS} words. Without it, all names`,
          words(LONGEST),
        ),
      ),
      kind: described('It may be repeated', several(NameKind)),
      partyId: described('Only people and bodies of this party. It may be repeated', several(idOf('party'))),
    },
    item: NameSuggestion,
    check: ({ q }) => {
      const words = q === undefined ? undefined : wordsOf(q).length;
      const refusal =
        words === 0 ? WITHOUT_WORDS : words !== undefined && words > NAME_WORDS ? TOO_MANY_WORDS : undefined;
      return refusal && { status: 400, pointer: '/q', ...refusal };
    },
    ask: (views, negotiationId, wanted, { slice }) => namesOf(views, negotiationId, wanted, slice),
  }),
];
