import { ApiSchema } from '@nestjs/swagger';
import type { Document } from '#domain/document.js';
import type { Admiralty, Circumstances, Code, Source } from '#domain/envelope.js';
import { isCircumstance } from '#domain/envelope.js';
import { type EventId, type Instant, type Kind, type StatementId, type ThingRef, WORLD_KINDS } from '#domain/ids.js';
import type { Marking } from '#domain/marking.js';
import type { PlannedTime, WorldDate } from '#domain/world-date.js';
import {
  Beside,
  EventRef,
  Line,
  List,
  Nested,
  NoneEmpty,
  OneOf,
  Pattern,
  Ref,
  Sha256,
  Text,
  Url,
  Uuid,
  Words,
} from './fields.js';
import { ClockTime, EdtfDate, InstantField, Zone } from './time-fields.js';
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
  @Ref('statement', { ...optional, description: 'A statement on record that says so' })
  readonly statementId?: StatementId;
  @Pattern(/^[A-F][1-6]$/, 'B2', { ...optional, description: 'Admiralty scale' }) readonly reliability?: Admiralty;
}

@ApiSchema({ name: 'Code' })
class CodeField implements Fields<Code> {
  @Pattern(/^[A-Z][A-Z0-9.-]{1,31}$/, 'CAMEO') readonly scheme!: string;
  @Line() readonly version!: string;
  @Pattern(/^[A-Za-z0-9.-]{1,32}$/, '036') readonly code!: string;
}

/** A moment still to come: a day, a clock time and a zone where known, and the words in which it was told. */
export class Planned implements Fields<PlannedTime> {
  @EdtfDate(optional) readonly on?: WorldDate;
  @Line({ ...optional, description: 'Verbatim: "in the coming weeks"' }) readonly text?: string;
  @ClockTime(optional) readonly time?: string;
  @Zone(optional)
  @Beside(['on', 'text', 'time'], 'alone says of no moment whose clocks it goes by')
  readonly zone?: string;
}

/** A thing named where more than one kind may stand. */
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

/** A text that lies elsewhere. */
@ApiSchema({ name: 'Document' })
export class DocumentField implements Fields<Document> {
  @Line(optional) readonly title?: string;
  @Url(optional) readonly url?: string;
  @Sha256(optional) readonly sha256?: string;
}

/** What every fact may say of itself, whatever it is about. */
export class Fact implements Fields<Circumstances> {
  @EdtfDate({ ...optional, description: 'When it happened: EDTF, as precisely as is known; not ahead of today' })
  readonly occurredOn?: WorldDate;
  @Line({ ...optional, description: 'When it happened, verbatim: "early October"' }) readonly occurredText?: string;
  @InstantField({ ...optional, description: 'When our side learned it; now, if left out' })
  readonly learnedAt?: Instant;
  @Line({ ...optional, description: 'Whose report it is, where a clerk records for somebody' })
  readonly onBehalfOf?: string;
  @List(() => SourceField, optional) @NoneEmpty() readonly sources?: readonly SourceField[];
  @List(() => CodeField, { ...optional, description: 'What kind of act it was: CAMEO' })
  readonly codes?: readonly CodeField[];
  @Text({ ...optional, description: 'What our side thinks of it' }) readonly comment?: string;
  @EventRef({ ...optional, description: 'The id of an event that tells the same fact; it is counted once' })
  readonly reportOf?: EventId;
}

@ApiSchema({ name: 'Marking' })
export class MarkingField implements Fields<Marking> {
  @Line({ description: 'A level of the ladder (MARKING_LEVELS), the lowest first' }) readonly level!: string;
  @Words({ ...optional, description: 'What a reader must be read into besides' })
  readonly compartments?: readonly string[];
  @Line({ ...optional, description: 'Whose consent lowers it' }) readonly originator?: string;
  @Words({ ...optional, description: 'How it is passed on: LIMITE and the like; it hides nothing' })
  readonly handling?: readonly string[];
}
/** As the description of the field that marks a new thing. */
export const MARKING = {
  ...optional,
  description: 'How secret the new thing is; as secret as what it refers to and belongs to, if left out',
} as const;

/** A fact that opens a thing may choose the id of it, and say how secret it is. */
export class OpeningFact extends Fact {
  @Uuid({ ...optional, description: 'The id of the new thing: a UUID of your own, or left out' }) readonly id?: string;
  @Nested(() => MarkingField, MARKING) readonly marking?: MarkingField;
}

/** A fact of which nothing more is to be said than why. */
export class ReasonedFact extends Fact {
  @Text(optional) readonly reason?: string;
}

/** The data of the event, what it says of itself, and how secret the thing is, apart. */
export const parts = (
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
