import { refuse, RefusedError } from '#kernel';
import { readSelection, USER } from '#scim';
import { Controller, Delete, Get, Param, Patch, Post, Put, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Runtime } from '../runtime.js';
import { sendAccepted, sendPieces, sendStored } from './scim-answers.js';
import { listPieces } from './scim-lists.js';
import { scimOf } from './scim-request.js';
import { SCIM_ROOTS } from './scim-roots.js';
import { writeOf } from './scim-write.js';
import { UsersWrites } from './users.writes.js';

type Query = Readonly<Record<string, unknown>>;

/** `/Users` (RFC 7644 section 3). */
@ApiExcludeController()
@Controller(SCIM_ROOTS.map((root) => `${root}/Users`))
export class UsersController {
  constructor(
    private readonly writes: UsersWrites,
    private readonly runtime: Runtime,
  ) {}

  @Post()
  async create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await sendAccepted(this.runtime, reply, await this.writes.create(writeOf(request)));
  }

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = request.query as Query;
    await sendPieces(reply, listPieces(this.runtime, scimOf(request), [USER], query));
  }

  @Get(':id')
  async read(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { nodeId } = scimOf(request);
    const selection = readSelection(request.query as Query, USER);
    const user = await this.runtime.users.find(nodeId, id);
    if (user === undefined) throw new RefusedError(refuse('user-not-found', 'no such user'));
    await sendStored(request, reply, user, selection);
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
}
