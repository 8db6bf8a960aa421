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
import { groupsVersion, resourceText, resourceVersion } from '#read-model';
import {
  type AttributeSelection,
  readListQuery,
  readPatch,
  readSelection,
  readUser,
  USER,
} from '#scim';
import { Controller, Delete, Get, Param, Patch, Post, Put, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Commands } from '../commands.js';
import { Runtime } from '../runtime.js';
import { ifMatchOf, isKnown, selected, send } from './scim-answers.js';
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
    const { id, text, version } = this.answer(created, baseUrl, selection);
    reply.header('location', `${baseUrl}/Users/${id}`).header('etag', version);
    send(reply, 201, text);
  }

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { nodeId, baseUrl, tolerated } = scimOf(request);
    const text = await listText(USER, this.runtime.users, {
      nodeId,
      baseUrl,
      query: readListQuery(request.query as Query),
      selection: readSelection(request.query as Query, USER),
      tolerated,
      maxPageSize: this.runtime.configuration.maxPageSize,
    });
    send(reply, 200, text);
  }

  @Get(':id')
  read(@Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const { nodeId, baseUrl } = scimOf(request);
    const selection = readSelection(request.query as Query, USER);
    const user = this.runtime.users.find(nodeId, id);
    if (user === undefined) throw new RefusedError(refuse('user-not-found', 'no such user'));
    const version = resourceVersion(user);
    reply.header('etag', version);
    if (isKnown(request, version)) {
      reply.status(304).send();
      return;
    }
    send(reply, 200, selected(resourceText(user, baseUrl), USER, selection));
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
    const { text, version } = this.answer(replaced, baseUrl, selection);
    reply.header('etag', version);
    send(reply, 200, text);
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
    const { text, version } = this.answer(patched, baseUrl, selection);
    reply.header('etag', version);
    send(reply, 200, text);
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
  private answer(
    { state, createdAt, changedAt, revision }: Loaded<UserState>,
    baseUrl: string,
    selection: AttributeSelection | undefined,
  ) {
    if (state.status === 'absent' || revision === 'none') throw new Error('the user is absent');
    const groups = this.runtime.users.groupsOf(state.id);
    const versionSuffix = groupsVersion(groups);
    const text = fillGaps(userText(state, { createdAt, changedAt, revision }), {
      baseUrl,
      versionSuffix,
      additions: groupsText(groups, baseUrl),
    });
    return {
      id: state.id,
      text: selected(text, USER, selection),
      version: versionOf(revision, versionSuffix),
    };
  }
}
