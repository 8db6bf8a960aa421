import { refuse, RefusedError } from '#kernel';
import type { TeamQueries } from '#read-model';
import { GROUP, readSelection } from '#scim';
import { Controller, Delete, Get, Param, Patch, Post, Put, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Runtime } from '../runtime.js';
import { requireGroups, wantsMembers } from './groups.js';
import { GroupsWrites } from './groups.writes.js';
import { sendAccepted, sendPieces, sendStored } from './scim-answers.js';
import { listPieces } from './scim-lists.js';
import { scimOf } from './scim-request.js';
import { SCIM_ROOTS } from './scim-roots.js';
import { writeOf } from './scim-write.js';

type Query = Readonly<Record<string, unknown>>;

/** `/Groups` (RFC 7644 section 3), where the profile has groups. */
@ApiExcludeController()
@Controller(SCIM_ROOTS.map((root) => `${root}/Groups`))
export class GroupsController {
  constructor(
    private readonly writes: GroupsWrites,
    private readonly runtime: Runtime,
  ) {}

  @Post()
  async create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await sendAccepted(this.runtime, reply, await this.writes.create(writeOf(request)));
  }

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const scim = scimOf(request);
    requireGroups(scim);
    await sendPieces(reply, listPieces(this.runtime, scim, [GROUP], request.query as Query));
  }

  @Get(':id')
  async read(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const scim = scimOf(request);
    requireGroups(scim);
    const selection = readSelection(request.query as Query, GROUP);
    const team = await this.source(wantsMembers(selection)).find(scim.nodeId, id);
    if (team === undefined) throw new RefusedError(refuse('team-not-found', 'no such group'));
    await sendStored(request, reply, team, selection);
  }

  @Put(':id')
  async replace(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendAccepted(this.runtime, reply, await this.writes.replace(id, writeOf(request)));
  }

  @Patch(':id')
  async patch(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendAccepted(this.runtime, reply, await this.writes.patch(id, writeOf(request)));
  }

  @Delete(':id')
  async remove(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendAccepted(this.runtime, reply, await this.writes.remove(id, writeOf(request)));
  }

  private source(withMembers: boolean): TeamQueries {
    return withMembers ? this.runtime.teamsWithMembers : this.runtime.teams;
  }
}
