import type { Document } from '#domain/document.js';
import type { MeetingId, PartyId, RepresentativeId } from '#domain/ids.js';
import { minutes, type MinutesEvents } from '#domain/minutes.js';
import { commandRoutes } from '../command-routes.js';
import { ID } from '../../openapi/examples.js';
import { DocumentField, Fact, type Fields, OpeningFact } from '../../http/validation/fact.js';
import { Nested, Ref, Text } from '../../http/validation/fields.js';

const optional = { optional: true } as const;

class CirculateMinutes extends OpeningFact implements Fields<MinutesEvents['MinutesCirculated']> {
  @Ref('meeting', { inPath: true }) readonly meetingId!: MeetingId;
  @Text(optional) readonly text?: string;
  @Nested(() => DocumentField, optional) readonly document?: Document;
  @Ref('representative', optional) readonly circulatedById?: RepresentativeId;
}

class ApproveMinutes extends Fact implements Fields<MinutesEvents['MinutesApproved']> {
  @Ref('party') readonly partyId!: PartyId;
  @Text({ ...optional, description: 'A reservation or remark' }) readonly text?: string;
}

export const minutesRoutes = commandRoutes(minutes, {
  routes: {
    CirculateMinutes: {
      path: 'meetings/:meetingId/minutes',
      dto: CirculateMinutes,
      summary: 'Circulate the minutes of a meeting: their text, or where they are stored',
      examples: {
        brussels: {
          id: ID.minutes,
          text: 'High-level technical talks on the export controls. The two teams stay in contact.',
          document: { title: 'Minutes of the talks of 30 October 2025' },
          circulatedById: ID.gill,
          occurredOn: '2025-10-31',
        },
      },
    },
    ApproveMinutes: {
      path: 'minutes/:id/approvals',
      dto: ApproveMinutes,
      summary: 'Record that a party approves the minutes',
      examples: {
        eu: { partyId: ID.eu, occurredOn: '2025-11-03' },
        china: { partyId: ID.china, text: 'Subject to the Chinese text.', occurredOn: '2025-11-0X' },
      },
    },
  },
});
