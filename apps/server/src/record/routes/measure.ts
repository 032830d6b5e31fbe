import { ApiSchema } from '@nestjs/swagger';
import type { IssueId, MeasureId, PartyId, RepresentativeId } from '#domain/ids.js';
import { type Instrument, INSTRUMENTS, measure, type MeasureEvents, type Provision } from '#domain/measure.js';
import type { PlannedTime } from '#domain/world-date.js';
import { commandRoutes } from '../command-routes.js';
import { ID } from '../../openapi/examples.js';
import { Fact, type Fields, OpeningFact, Planned } from '../../http/validation/fact.js';
import { Line, List, Nested, OneOf, Quantity, Ref, Refs, Slug, Text, TextList } from '../../http/validation/fields.js';

const optional = { optional: true } as const;
const INSTRUMENT = { ...optional, description: 'The instrument that has this effect: "MOFCOM No. 70"' } as const;

@ApiSchema({ name: 'Provision' })
class ProvisionField implements Fields<Provision> {
  @Slug() readonly provisionId!: string;
  @Text() readonly text!: string;
  @Nested(() => Planned, optional) readonly entersIntoForce?: PlannedTime;
  @Nested(() => Planned, { ...optional, description: 'Its last day in force' }) readonly expires?: PlannedTime;
  @Refs('party', {
    ...optional,
    description: 'The parties it applies to. Defaults to the parties that the measure affects',
  })
  readonly affectedPartyIds?: readonly PartyId[];
}

class AnnounceMeasure extends OpeningFact implements Fields<MeasureEvents['MeasureAnnounced']> {
  @Ref('party') readonly actorId!: PartyId;
  @Ref('representative', optional) readonly issuedById?: RepresentativeId;
  @Line() readonly title!: string;
  @OneOf(INSTRUMENTS, { name: 'Instrument' }) readonly instrument!: Instrument;
  @Line({ ...optional, description: 'The official number: "MOFCOM No. 61"' }) readonly reference?: string;
  @Text(optional) readonly reason?: string;
  @Text({ ...optional, description: 'What it requires of those affected' }) readonly requires?: string;
  @Refs('party', optional) readonly affectedPartyIds?: readonly PartyId[];
  @Text({ ...optional, description: 'Who is affected, as text' }) readonly affectedText?: string;
  @TextList(optional) readonly products?: readonly string[];
  @Ref('measure', { ...optional, description: 'The measure that it extends' }) readonly widensId?: MeasureId;
  @Refs('issue', optional) readonly issueIds?: readonly IssueId[];
  @List(() => ProvisionField, { min: 1 }) readonly provisions!: readonly ProvisionField[];
}

class ExpandMeasure extends Fact implements Fields<MeasureEvents['MeasureExpanded']> {
  @List(() => ProvisionField, { min: 1 }) readonly provisions!: readonly ProvisionField[];
  @Line(optional) readonly reference?: string;
  @Text(optional) readonly reason?: string;
}

class BringProvisionIntoForce extends Fact implements Fields<MeasureEvents['ProvisionEnteredIntoForce']> {
  @Slug({ inPath: true }) readonly provisionId!: string;
  @Text(optional) readonly text?: string;
}

class SuspendProvision extends Fact implements Fields<MeasureEvents['ProvisionSuspended']> {
  @Slug({ inPath: true }) readonly provisionId!: string;
  @Nested(() => Planned, { ...optional, description: 'The first day. Defaults to the date of the event' })
  readonly from?: PlannedTime;
  @Nested(() => Planned, { ...optional, description: 'The last day. If left out, until further notice' })
  readonly until?: PlannedTime;
  @Line(INSTRUMENT) readonly instrument?: string;
  @Ref('measure', { ...optional, description: 'The recorded measure that is this instrument' })
  readonly instrumentId?: MeasureId;
  @Refs('party', { ...optional, description: 'The parties it applies to. Defaults to all' })
  readonly forPartyIds?: readonly PartyId[];
}

class ReinstateProvision extends Fact implements Fields<MeasureEvents['ProvisionReinstated']> {
  @Slug({ inPath: true }) readonly provisionId!: string;
  @Nested(() => Planned, { ...optional, description: 'The first day. Defaults to the date of the event' })
  readonly from?: PlannedTime;
  @Line(INSTRUMENT) readonly instrument?: string;
  @Refs('party', { ...optional, description: 'The parties it applies to. Defaults to all' })
  readonly forPartyIds?: readonly PartyId[];
}

class RemoveProvision extends Fact implements Fields<MeasureEvents['ProvisionRemoved']> {
  @Slug({ inPath: true }) readonly provisionId!: string;
  @Nested(() => Planned, { ...optional, description: 'The first day. Defaults to the date of the event' })
  readonly from?: PlannedTime;
  @Line(INSTRUMENT) readonly instrument?: string;
}

class ReportFigure extends Fact implements Fields<MeasureEvents['FigureReported']> {
  @Line({ description: 'What the figure counts' }) readonly about!: string;
  @Line({ description: 'Verbatim: "just over half"' }) readonly figure!: string;
  @Quantity({ ...optional, description: 'The figure as a number, if it has one' }) readonly number?: number;
  @Line(optional) readonly unit?: string;
  @Ref('representative', optional) readonly reportedById?: RepresentativeId;
  @Line({ ...optional, description: 'Who reports it, if they are not recorded: "one agency"' })
  readonly reportedBy?: string;
}

export const measureRoutes = commandRoutes(measure, {
  routes: {
    AnnounceMeasure: {
      path: 'negotiations/:negotiationId/measures',
      dto: AnnounceMeasure,
      summary: 'Record that a party announces a measure: its parts, and when each enters into force',
      examples: {
        licensing: {
          id: ID.licensing,
          actorId: ID.china,
          issuedById: ID.mofcom,
          title: 'Licensing of medium and heavy rare earths',
          instrument: 'export-control',
          reference: 'MOFCOM No. 18',
          products: ['medium rare earths', 'heavy rare earths'],
          issueIds: [ID.controls],
          provisions: [
            { provisionId: 'licensing', text: 'The licensing regime', entersIntoForce: { on: '2025-04-04' } },
          ],
          occurredOn: '2025-04-04',
        },
        october: {
          id: ID.measure,
          actorId: ID.china,
          issuedById: ID.mofcom,
          title: 'Wider export controls on rare earths',
          instrument: 'export-control',
          reference: 'MOFCOM No. 61',
          reason: 'National security',
          requires: 'An export licence for dual-use items, issued by the Ministry of Commerce',
          affectedPartyIds: [ID.eu],
          affectedText: 'Exporters to countries and regions outside China',
          widensId: ID.licensing,
          issueIds: [ID.controls],
          provisions: [
            { provisionId: '1-1', text: 'Section 1(1)', entersIntoForce: { on: '2025-12-01' } },
            { provisionId: '1-2', text: 'Section 1(2)', entersIntoForce: { on: '2025-12-01' } },
            { provisionId: '1-3', text: 'Section 1(3)', entersIntoForce: { on: '2025-10-09', text: 'at once' } },
          ],
          occurredOn: '2025-10-09',
          codes: [{ scheme: 'CAMEO', version: '1.1b3', code: '163' }],
        },
        suspension: {
          id: ID.suspension,
          actorId: ID.china,
          issuedById: ID.mofcom,
          title: 'Suspension of the six announcements of October',
          instrument: 'easing',
          reference: 'MOFCOM No. 70',
          issueIds: [ID.controls],
          provisions: [
            {
              provisionId: 'suspension',
              text: 'Nos. 55 to 58, 61 and 62 are suspended.',
              entersIntoForce: { on: '2025-11-07' },
              expires: { on: '2026-11-10' },
            },
          ],
          occurredOn: '2025-11-07',
        },
      },
    },
    ExpandMeasure: {
      path: 'measures/:id/expand',
      dto: ExpandMeasure,
      summary: 'Add parts to a measure',
      examples: {
        technologies: {
          reference: 'MOFCOM No. 62',
          provisions: [
            {
              provisionId: 'no-62',
              text: 'Related technologies',
              entersIntoForce: { on: '2025-10-09', text: 'at once' },
            },
          ],
          occurredOn: '2025-10-09',
        },
      },
    },
    BringProvisionIntoForce: {
      path: 'measures/:id/provisions/:provisionId/in-force',
      dto: BringProvisionIntoForce,
      summary: 'Record that a part of a measure was observed in force',
      examples: { atOnce: { text: 'In force on the day of its announcement.', occurredOn: '2025-10-09' } },
    },
    SuspendProvision: {
      path: 'measures/:id/provisions/:provisionId/suspend',
      dto: SuspendProvision,
      summary: 'Suspend a part of a measure: for which parties, from when and until when',
      examples: {
        europe: { forPartyIds: [ID.eu], occurredOn: '2025-11-01', comment: 'According to Šefčovič.' },
        all: {
          from: { on: '2025-11-07' },
          until: { on: '2026-11-10' },
          instrument: 'MOFCOM No. 70',
          instrumentId: ID.suspension,
          occurredOn: '2025-11-07',
          codes: [{ scheme: 'CAMEO', version: '1.1b3', code: '085' }],
        },
      },
    },
    ReinstateProvision: {
      path: 'measures/:id/provisions/:provisionId/reinstate',
      dto: ReinstateProvision,
      summary: 'Reinstate a part of a measure that was suspended or removed',
      examples: { ranOut: { from: { on: '2026-11-11', text: 'when the suspension ends' }, occurredOn: '2026' } },
    },
    RemoveProvision: {
      path: 'measures/:id/provisions/:provisionId/remove',
      dto: RemoveProvision,
      summary: 'Remove a part of a measure permanently',
      examples: { lifted: { from: { on: '2026-12', text: 'by the end of the year' }, occurredOn: '2026' } },
    },
    ReportFigure: {
      path: 'measures/:id/figures',
      dto: ReportFigure,
      summary: 'Report a figure on the effects of a measure; conflicting figures are all kept',
      examples: {
        applications: {
          about: 'Licence applications',
          figure: 'about 2,000',
          number: 2000,
          unit: 'applications',
          occurredOn: '2025-10-21',
        },
        oneAgency: {
          about: 'Licence applications dealt with',
          figure: 'just over half',
          reportedBy: 'one agency',
          occurredOn: '2025-10-21',
        },
        anotherOutlet: {
          about: 'Licence applications dealt with',
          figure: 'only half',
          reportedBy: 'another outlet',
          occurredOn: '2025-10-21',
        },
      },
    },
  },
});
