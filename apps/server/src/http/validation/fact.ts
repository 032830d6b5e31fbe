import { ApiSchema } from '@nestjs/swagger';
import type { Document } from '#domain/document.js';
import type { Admiralty, Circumstances, Code, Source } from '#domain/envelope.js';
import { isCircumstance } from '#domain/envelope.js';
import { type EventId, type Instant, type Kind, type StatementId, type ThingRef, WORLD_KINDS } from '#domain/ids.js';
import type { Marking } from '#domain/marking.js';
import type { OccurredTime, PlannedTime, WorldDate } from '#domain/world-date.js';
import {
  RequiresOneOf,
  EventRef,
  Line,
  List,
  Nested,
  NoEmptyItems,
  OneOf,
  Pattern,
  Ref,
  Sha256,
  Text,
  Url,
  Uuid,
  TextList,
} from './fields.js';
import { ClockTime, EdtfDate, FitsItsDay, InstantField, Zone } from './time-fields.js';
import { refers } from './references.js';

const optional = { optional: true } as const;

/** The fields of a class, as the domain names them: a DTO that drifts from its event does not compile. */
export type Fields<Data> = { [Field in keyof Data]: Data[Field] };

@ApiSchema({ name: 'Source' })
class SourceField implements Fields<Source> {
  @Line(optional) readonly title?: string;
  @Url(optional) readonly url?: string;
  @Line(optional) readonly publisher?: string;
  @EdtfDate(optional) readonly publishedOn?: WorldDate;
  @Text({ ...optional, description: 'Verbatim' }) readonly quote?: string;
  @Ref('statement', { ...optional, description: 'A recorded statement that says so' })
  readonly statementId?: StatementId;
  @Pattern(/^[A-F][1-6]$/, 'B2', { ...optional, description: 'Admiralty scale' }) readonly reliability?: Admiralty;
}

@ApiSchema({ name: 'Code' })
class CodeField implements Fields<Code> {
  @Pattern(/^[A-Z][A-Z0-9.-]{1,31}$/, 'CAMEO') readonly scheme!: string;
  @Line() readonly version!: string;
  @Pattern(/^[A-Za-z0-9.-]{1,32}$/, '036') readonly code!: string;
}

/** A planned time: a date, a clock time and a time zone if known, and the verbatim text. */
export class Planned implements Fields<PlannedTime> {
  @EdtfDate(optional) readonly on?: WorldDate;
  @Line({ ...optional, description: 'Verbatim: "in the coming weeks"' }) readonly text?: string;
  @ClockTime(optional) readonly time?: string;
  @Zone(optional)
  @RequiresOneOf(['on', 'text', 'time'], 'has no meaning on its own')
  readonly zone?: string;
}

/** A reference to a thing of any kind. */
@ApiSchema({ name: 'NamedThing' })
export class ThingField implements Fields<ThingRef> {
  @OneOf(WORLD_KINDS, { name: 'WorldKind' }) readonly kind!: Kind;
  @ThingId() readonly id!: string;
}
function ThingId(): PropertyDecorator {
  return (prototype, property) => {
    Uuid()(prototype, property);
    refers()(prototype, property);
  };
}

/** A document that is stored elsewhere. */
@ApiSchema({ name: 'Document' })
export class DocumentField implements Fields<Document> {
  @Line(optional) readonly title?: string;
  @Url(optional) readonly url?: string;
  @Sha256(optional) readonly sha256?: string;
}

@ApiSchema({ name: 'OccurredTime' })
class OccurredTimeField implements Fields<OccurredTime> {
  @ClockTime() readonly time!: string;
  @Zone() readonly zone!: string;
}

/** The fields that every fact may have. */
export class Fact implements Fields<Circumstances> {
  @EdtfDate({ ...optional, description: 'When it happened, in EDTF, as precisely as known. Must not be in the future' })
  readonly occurredOn?: WorldDate;
  @Nested(() => OccurredTimeField, {
    ...optional,
    description:
      'The hour at which it happened, if occurredOn is one day. It orders the facts of that day; without it, a fact counts as of noon',
  })
  @FitsItsDay()
  readonly occurredTime?: OccurredTimeField;
  @Line({ ...optional, description: 'When it happened, verbatim: "early October"' }) readonly occurredText?: string;
  @InstantField({ ...optional, description: 'When our side learned it. Defaults to now' })
  readonly learnedAt?: Instant;
  @Line({ ...optional, description: 'The person who reported it, if a clerk records on their behalf' })
  readonly onBehalfOf?: string;
  @List(() => SourceField, optional) @NoEmptyItems() readonly sources?: readonly SourceField[];
  @List(() => CodeField, { ...optional, description: 'Codes of the kind of act, such as CAMEO' })
  readonly codes?: readonly CodeField[];
  @Text({ ...optional, description: 'A comment by our side' }) readonly comment?: string;
  @EventRef({ ...optional, description: 'The id of an event that reports the same fact. The fact is counted once' })
  readonly reportOf?: EventId;
}

@ApiSchema({ name: 'Marking' })
export class MarkingField implements Fields<Marking> {
  @Line({ description: 'One of the levels in MARKING_LEVELS, which lists the lowest first' }) readonly level!: string;
  @TextList({ ...optional, description: 'Compartments that a reader must also be cleared for' })
  readonly compartments?: readonly string[];
  @Line({ ...optional, description: 'Who must agree before it is lowered' }) readonly originator?: string;
  @TextList({ ...optional, description: 'Distribution caveats, such as LIMITE. They do not restrict access' })
  readonly handling?: readonly string[];
}
/** The options of the field that marks a new thing. */
export const MARKING = {
  ...optional,
  description:
    'The marking of the new thing. Defaults to the highest marking of the things that it refers to and belongs to',
} as const;

/** The options of the field with the other names of a person, a body or a party. */
export const OTHER_NAMES = {
  ...optional,
  description: 'Other names and spellings, in any script. GET /v1/negotiations/{id}/names finds it by them',
} as const;

/** A fact that creates a thing. It may choose the id and the marking of the thing. */
export class OpeningFact extends Fact {
  @Uuid({ ...optional, description: 'The id of the new thing: a UUID that you choose. Generated if left out' })
  readonly id?: string;
  @Nested(() => MarkingField, MARKING) readonly marking?: MarkingField;
}

/** A fact with no fields of its own except a reason. */
export class ReasonedFact extends Fact {
  @Text(optional) readonly reason?: string;
}

/** Splits a fact into the data of the event, its circumstances, and the marking of the thing. */
export const splitFact = (
  fact: object,
): { data: Record<string, unknown>; circumstances: Circumstances; marking: Marking | undefined } => {
  const data: Record<string, unknown> = {};
  const circumstances: Record<string, unknown> = {};
  let marking: Marking | undefined;
  for (const [field, value] of Object.entries(fact))
    if (isCircumstance(field)) circumstances[field] = value;
    else if (field === 'marking') marking = value as Marking;
    else if (field !== 'id' || !(fact instanceof OpeningFact)) data[field] = value;
  return { data, circumstances, marking };
};
