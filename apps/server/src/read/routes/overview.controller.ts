import { Controller, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Kind, KINDS } from '#domain/ids.js';
import { PARTY_ROLES } from '#domain/party.js';
import { REPRESENTATIVE_KINDS } from '#domain/representative.js';
import { overviewOf } from '#read-models/models/overview/overview-page.js';
import {
  ISSUE_STATUSES,
  issuesOf,
  NEGOTIATION_STATUSES,
  negotiationsOf,
  oneOf,
  PARTY_STATUSES,
  partiesOf,
  REPRESENTATIVE_STATUSES,
  representativesOf,
} from '#read-models/models/overview/overview.js';
import { OneOf, Uuid } from '../../http/validation/fields.js';
import { ReadAuthorization } from '../../query/read-authorization.js';
import { dayOf } from '../../query/query-view.js';
import type { TemporalParameters } from '../../query/temporal-query.js';
import { PagedQuery } from '../../query/paged-query.js';
import { QueryResponder } from '../../query/query-responder.js';
import { Reads } from '../../query/read-route.js';
import { oneThing, pageOf } from '../../openapi/common-responses.js';

const optional = { optional: true } as const;

class NegotiationsQuery extends PagedQuery {
  @OneOf(NEGOTIATION_STATUSES, optional) readonly status?: string;
}

class PartiesQuery extends PagedQuery {
  @OneOf(PARTY_STATUSES, optional) readonly status?: string;
  @OneOf(PARTY_ROLES, optional) readonly role?: string;
}

class RepresentativesQuery extends PagedQuery {
  @OneOf(REPRESENTATIVE_STATUSES, optional) readonly status?: string;
  @OneOf(REPRESENTATIVE_KINDS, optional) readonly kind?: string;
  @Uuid({ ...optional, description: 'Of this party' }) readonly partyId?: string;
}

class IssuesQuery extends PagedQuery {
  @OneOf(ISSUE_STATUSES, optional) readonly status?: string;
  @Uuid({ ...optional, description: 'Raised by this party' }) readonly raisedById?: string;
}

/** A negotiation of which a fact was known, or had happened, was one already, whenever it was told that it had begun. */
const kindsFor = ({ knownAt, happenedBy }: TemporalParameters): readonly Kind[] =>
  knownAt === undefined && happenedBy === undefined ? ['negotiation'] : KINDS;

@Controller('v1')
@ApiTags('overview')
export class OverviewController {
  constructor(
    private readonly reader: QueryResponder,
    private readonly admission: ReadAuthorization,
  ) {}

  @Reads('negotiations', {
    summary: 'All negotiations, in the order in which they began',
    operationId: 'negotiations',
    answer: pageOf('Negotiation'),
    query: NegotiationsQuery,
  })
  negotiations(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const query = this.reader.query(request, NegotiationsQuery);
    return this.reader.rows({ request, reply }, { kinds: kindsFor(query) }, ['overview'], query, (views, slice) =>
      negotiationsOf(views, { status: query.status, among: this.admission.among(request) }, slice),
    );
  }

  @Reads('negotiations/:id', {
    summary: 'A negotiation at a glance: who, what about, how it stands, what comes next',
    operationId: 'negotiation',
    answer: oneThing('NegotiationPage'),
  })
  negotiation(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.reader.thing(
      { request, reply },
      'negotiation',
      ['overview', 'timeline', 'meetings'],
      (views, id, moment) => overviewOf(views, id, dayOf(moment)),
    );
  }

  @Reads('negotiations/:negotiationId/parties', {
    summary: 'The parties of a negotiation, those that left among them',
    operationId: 'parties',
    answer: pageOf('Party'),
    query: PartiesQuery,
  })
  parties(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const query = this.reader.query(request, PartiesQuery);
    return this.reader.page({ request, reply }, ['overview'], query, (views, negotiationId, slice) =>
      partiesOf(views, negotiationId, query, slice),
    );
  }

  @Reads('negotiations/:negotiationId/representatives', {
    summary: 'The people and bodies of a negotiation, with party and post',
    operationId: 'representatives',
    answer: pageOf('Representative'),
    query: RepresentativesQuery,
  })
  representatives(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const query = this.reader.query(request, RepresentativesQuery);
    return this.reader.page({ request, reply }, ['overview'], query, (views, negotiationId, slice) =>
      representativesOf(views, negotiationId, query, slice),
    );
  }

  @Reads('negotiations/:negotiationId/issues', {
    summary: 'The issues of a negotiation, and whether they are settled',
    operationId: 'issues',
    answer: pageOf('Issue'),
    query: IssuesQuery,
  })
  issues(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const query = this.reader.query(request, IssuesQuery);
    return this.reader.page({ request, reply }, ['overview'], query, (views, negotiationId, slice) =>
      issuesOf(views, negotiationId, query, slice),
    );
  }

  @Reads('parties/:id', {
    summary: 'A party, and what became of it',
    operationId: 'party',
    answer: oneThing('PartyPage'),
  })
  party(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.reader.thing({ request, reply }, 'party', ['overview'], (views, id) => oneOf(views, 'parties', id));
  }

  @Reads('representatives/:id', {
    summary: 'A person or a body',
    operationId: 'representative',
    answer: oneThing('RepresentativePage'),
  })
  representative(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.reader.thing({ request, reply }, 'representative', ['overview'], (views, id) =>
      oneOf(views, 'representatives', id),
    );
  }

  @Reads('issues/:id', {
    summary: 'An issue, and what became of it',
    operationId: 'issue',
    answer: oneThing('IssuePage'),
  })
  issue(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.reader.thing({ request, reply }, 'issue', ['overview'], (views, id) => oneOf(views, 'issues', id));
  }
}
