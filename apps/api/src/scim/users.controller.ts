import {
  CreateUser,
  DeleteUser,
  fillGaps,
  groupsText,
  PatchUser,
  ReplaceUser,
  userText,
  versionOf,
} from '#application';
import type { UserState } from '#domain';
import type { Loaded } from '#event-store';
import { refuse, RefusedError } from '#kernel';
import { groupsVersion } from '#read-model';
import { type AttributeSelection, readPatch, readSelection, readUser, USER } from '#scim';
import { Controller, Delete, Get, Param, Patch, Post, Put, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Commands } from '../commands.js';
import { Runtime } from '../runtime.js';
import {
  ifMatchOf,
  selected,
  send,
  sendStored,
  sendWritten,
  type Written,
} from './scim-answers.js';
import { listText } from './scim-lists.js';
import { callerOf, scimOf } from './scim-request.js';
import { SCIM_ROOTS } from './scim-roots.js';

type Query = Readonly<Record<string, unknown>>;

/** `/Users` (RFC 7644 section 3). */
@ApiExcludeController()
@Controller(SCIM_ROOTS.map((root) => `${root}/Users`))
export class UsersController {
  constructor(
    private readonly commands: Commands,
    private readonly runtime: Runtime,
  ) {}

  @Post()
  async create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { tolerated, baseUrl } = scimOf(request);
    const selection = readSelection(request.query as Query, USER);
    const input = readUser(request.body, tolerated);
    const created = await this.commands.run(new CreateUser(callerOf(request), input));
    sendWritten(reply, 201, await this.written(created, baseUrl, selection));
  }

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const text = await listText(this.runtime, scimOf(request), [USER], request.query as Query);
    send(reply, 200, text);
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
    sendStored(request, reply, USER, user, selection);
  }

  @Put(':id')
  async replace(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { tolerated, baseUrl } = scimOf(request);
    const selection = readSelection(request.query as Query, USER);
    const input = readUser(request.body, tolerated);
    const replaced = await this.commands.run(
      new ReplaceUser(callerOf(request), id, input, ifMatchOf(request)),
    );
    sendWritten(reply, 200, await this.written(replaced, baseUrl, selection));
  }

  @Patch(':id')
  async patch(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { tolerated, baseUrl } = scimOf(request);
    const selection = readSelection(request.query as Query, USER);
    const patch = readPatch(request.body, USER, tolerated);
    const patched = await this.commands.run(
      new PatchUser(callerOf(request), id, patch, ifMatchOf(request)),
    );
    sendWritten(reply, 200, await this.written(patched, baseUrl, selection));
  }

  @Delete(':id')
  async remove(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.commands.run(new DeleteUser(callerOf(request), id, ifMatchOf(request)));
    reply.status(204).send();
  }

  /** The answer comes from the fold; only `groups`, which are other aggregates' facts, from the read model. */
  private async written(
    { state, createdAt, changedAt, revision }: Loaded<UserState>,
    baseUrl: string,
    selection: AttributeSelection | undefined,
  ): Promise<Written> {
    if (state.status === 'absent' || revision === 'none') throw new Error('the user is absent');
    const groups = await this.runtime.users.groupsOf(state.id);
    const versionSuffix = groupsVersion(groups);
    const text = fillGaps(userText(state, { createdAt, changedAt, revision }), {
      baseUrl,
      versionSuffix,
      additions: groupsText(groups, baseUrl),
    });
    return {
      location: `${baseUrl}/Users/${state.id}`,
      text: selected(text, USER, selection),
      version: versionOf(revision, versionSuffix),
    };
  }
}
