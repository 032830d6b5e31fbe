import type { Kind } from '#domain/ids.js';
import type { Fact } from '../projection/read-model.js';
import { all, described, named, type Static } from '../routes/schema.js';
import { optionalFieldsIn } from '../routes/facts.js';

/** The fields of an opening fact that tell what a thing is about, where its name alone does not. */
const FIELDS: Partial<Record<Kind, readonly string[]>> = {
  statement: ['speakerId', 'speakingForId', 'partyId', 'meetingId'],
  position: ['partyId', 'issueId', 'scope'],
  representative: ['partyId'],
  minutes: ['meetingId', 'document'],
  measure: ['actorId', 'reference'],
  commitment: ['byIds', 'toIds'],
  proposal: ['tabledByIds', 'document'],
  dispute: ['about'],
};

export const About = named(
  'ChangeAbout',
  described(
    'What the thing is about, from the fact that opened it: the party, the issue, the speaker, the meeting, the document. Absent for a thing that its name tells enough of',
    all(
      optionalFieldsIn('StatementMade', 'speakerId', 'speakingForId', 'meetingId'),
      optionalFieldsIn('PositionTaken', 'partyId', 'issueId', 'scope'),
      optionalFieldsIn('MinutesCirculated', 'document'),
      optionalFieldsIn('MeasureAnnounced', 'actorId', 'reference'),
      optionalFieldsIn('CommitmentMade', 'byIds', 'toIds'),
      optionalFieldsIn('ProposalTabled', 'tabledByIds'),
      optionalFieldsIn('AccountDisputed', 'about'),
    ),
  ),
);
export type About = Static<typeof About>;

/** `opening`: the fact that opened the thing, or the first one of a thing that nothing opens. */
export const aboutOf = (kind: Kind, opening: Fact | undefined): About | undefined => {
  const data: Readonly<Record<string, unknown>> = opening?.data ?? {};
  const fields = (FIELDS[kind] ?? []).flatMap((name) =>
    data[name] === undefined ? [] : [[name, data[name]] as const],
  );
  return fields.length === 0 ? undefined : (Object.fromEntries(fields) as About);
};
