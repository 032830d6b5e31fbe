/** What a reader can ask of lists: each list of the OpenAPI document, with each of its filters. */

/** What every page takes, besides its filters. */
const COMMON = new Set(['asOf', 'knownAt', 'happenedBy', 'limit', 'after', 'bom']);
/** Comparisons, which take as long as what they compare is large. */
const NO_LISTS = ['/v1/audit/diff', '/v1/negotiations/{negotiationId}/changes'];

/** Words that are in many statements, a phrase, and a word that is in none. */
const SEARCHES = ['delegation', '"rare earth"', 'bicycle'];
/** Values that many rows match, and such that none does. */
const FROM_DAYS = ['2025-10-20', '2099-01-01'];
const TO_DAYS = ['2025-10-28', '1999-01-01'];
const FROM_INSTANTS = ['2025-10-01T00:00:00.000Z', '2099-01-01T00:00:00.000Z'];
const TO_INSTANTS = ['2025-12-31T00:00:00.000Z', '1999-01-01T00:00:00.000Z'];

/**
 * The values of filters by their names; those of a choice are in the document. `ids`: of a negotiation and of things in it.
 * `recordedAt`: a time in the middle of the record.
 */
export const filterValues = ({ ids: { negotiation, party, representative, issue, meeting }, recordedAt }) => ({
  partyId: party,
  for: party,
  actorId: party,
  raisedById: party,
  speakerId: representative,
  representativeId: representative,
  issueId: issue,
  meetingId: meeting,
  thing: `meeting-${meeting}`,
  negotiationId: negotiation,
  include: 'nextMeeting,lastEvent,counts',
  from: FROM_DAYS,
  to: TO_DAYS,
  on: '2025-11-15',
  q: SEARCHES,
  happenedFrom: FROM_DAYS,
  happenedTo: TO_DAYS,
  recordedBy: ['clerk', 'nobody'],
  recordedFrom: [recordedAt, FROM_INSTANTS[1]],
  recordedTo: [recordedAt, TO_INSTANTS[1]],
  learnedFrom: FROM_INSTANTS,
  learnedTo: TO_INSTANTS,
});

/** The values of a choice, or of a list of choices; undefined of another filter. */
export const choicesIn = (document, { schema }) => {
  const one = schema.items ?? schema;
  const refs = [one, ...(one.allOf ?? [])].map(({ $ref }) => $ref).filter(Boolean);
  const named = refs.map((ref) => document.components.schemas[ref.split('/').at(-1)]);
  return [one, ...named].find((one) => one.enum)?.enum;
};

/** Every list without a filter, with each of its filters, and its next page. `required`: the filters that it is always asked with. */
export const questionsIn = (document, negotiationId) =>
  Object.entries(document.paths).flatMap(([path, { get }]) => {
    const parameters = get?.parameters ?? [];
    if (NO_LISTS.includes(path) || !parameters.some(({ name }) => name === 'limit')) return [];
    const filters = parameters.filter((one) => one.in === 'query' && !COMMON.has(one.name));
    const list = {
      list: path.replace('/v1/', '').replace('negotiations/{negotiationId}', '…'),
      address: path.replace('{negotiationId}', negotiationId),
      required: filters.filter(({ required }) => required).map(({ name }) => name),
    };
    return [list, { ...list, isNext: true }, ...filters.map((filter) => ({ ...list, filter }))];
  });
