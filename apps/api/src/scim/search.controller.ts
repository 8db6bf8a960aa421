import { PROFILES } from '#domain';
import { GROUP, readSearchRequest, type ResourceType, USER } from '#scim';
import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Runtime } from '../runtime.js';
import { requireGroups } from './groups.js';
import { sendPieces } from './scim-answers.js';
import { listPieces } from './scim-lists.js';
import { scimOf } from './scim-request.js';
import { SCIM_ROOTS } from './scim-roots.js';

/** Queries of all types at once (RFC 7644 section 3.4.2.1), and queries by POST (section 3.4.3). */
@ApiExcludeController()
@Controller(SCIM_ROOTS)
export class SearchController {
  constructor(private readonly runtime: Runtime) {}

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = request.query as Readonly<Record<string, unknown>>;
    await sendPieces(reply, listPieces(this.runtime, scimOf(request), typesOf(request), query));
  }

  @Post('.search')
  search(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(request, reply, typesOf(request));
  }

  @Post('Users/.search')
  searchUsers(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(request, reply, [USER]);
  }

  @Post('Groups/.search')
  async searchGroups(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    requireGroups(scimOf(request));
    return this.answer(request, reply, [GROUP]);
  }

  private async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    types: readonly ResourceType[],
  ): Promise<void> {
    const context = scimOf(request);
    const query = readSearchRequest(request.body, context.tolerated);
    await sendPieces(reply, listPieces(this.runtime, context, types, query));
  }
}

function typesOf(request: FastifyRequest): readonly ResourceType[] {
  const { teams } = PROFILES[scimOf(request).access.profile];
  return teams === 'none' ? [USER] : [USER, GROUP];
}
