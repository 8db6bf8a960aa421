import { PROFILES } from '#domain';
import {
  BULK_LIMITS,
  type JsonObject,
  LIST_RESPONSE,
  resourceTypeDocuments,
  schemaDocuments,
  ScimError,
  type ServiceFeatures,
  serviceProviderConfig,
} from '#scim';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Runtime } from '../runtime.js';
import { CURSOR_TIMEOUT_SECONDS } from './list-cursors.js';
import { send } from './scim-answers.js';
import { scimOf } from './scim-request.js';
import { SCIM_ROOTS } from './scim-roots.js';

/** What this service provider can do, by profile (RFC 7644 section 4). */
@ApiExcludeController()
@Controller(SCIM_ROOTS)
export class DiscoveryController {
  constructor(private readonly runtime: Runtime) {}

  @Get('ServiceProviderConfig')
  configuration(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    refuseFilter(request);
    send(reply, 200, serviceProviderConfig(this.features(request), scimOf(request).baseUrl));
  }

  @Get('Schemas')
  schemas(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    refuseFilter(request);
    sendList(reply, schemaDocuments(this.features(request), scimOf(request).baseUrl));
  }

  @Get('Schemas/:id')
  schema(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    refuseFilter(request);
    const documents = schemaDocuments(this.features(request), scimOf(request).baseUrl);
    sendOne(reply, documents, id);
  }

  @Get('ResourceTypes')
  resourceTypes(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    refuseFilter(request);
    sendList(reply, resourceTypeDocuments(this.features(request), scimOf(request).baseUrl));
  }

  @Get('ResourceTypes/:id')
  resourceType(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    refuseFilter(request);
    const documents = resourceTypeDocuments(this.features(request), scimOf(request).baseUrl);
    sendOne(reply, documents, id);
  }

  private features(request: FastifyRequest): ServiceFeatures {
    const { teams, nestedTeams, identity } = PROFILES[scimOf(request).access.profile];
    return {
      groups: teams !== 'none',
      nestedGroups: nestedTeams,
      emailRequired: identity === 'work-email',
      maxResults: this.runtime.configuration.maxPageSize,
      cursorTimeout: CURSOR_TIMEOUT_SECONDS,
      bulk: {
        maxOperations: BULK_LIMITS.operations,
        maxPayloadSize: this.runtime.configuration.maxBodyBytes,
      },
    };
  }
}

/** RFC 7644 section 4: a filter here is refused, lest a client believe that it was honoured. */
function refuseFilter({ query }: FastifyRequest): void {
  if ((query as Readonly<Record<string, unknown>>)['filter'] !== undefined) {
    throw new ScimError(403, undefined, 'a filter is not possible here');
  }
}

function sendList(reply: FastifyReply, documents: readonly JsonObject[]): void {
  send(reply, 200, {
    schemas: [LIST_RESPONSE],
    totalResults: documents.length,
    startIndex: 1,
    itemsPerPage: documents.length,
    Resources: documents,
  });
}

function sendOne(reply: FastifyReply, documents: readonly JsonObject[], id: string): void {
  const found = documents.find(
    (document) =>
      typeof document['id'] === 'string' && document['id'].toLowerCase() === id.toLowerCase(),
  );
  if (found === undefined) throw new ScimError(404, undefined, 'no such document');
  send(reply, 200, found);
}
