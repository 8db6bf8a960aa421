import {
  CreateTeam,
  DeleteTeam,
  fillGaps,
  membersText,
  PatchTeam,
  ReplaceTeam,
  teamText,
  versionOf,
} from '#application';
import { PROFILES, type TeamState } from '#domain';
import type { Loaded } from '#event-store';
import { refuse, RefusedError } from '#kernel';
import type { TeamQueries } from '#read-model';
import { type AttributeSelection, GROUP, readGroup, readPatch, readSelection } from '#scim';
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
import { listText, wantsMembers } from './scim-lists.js';
import { callerOf, type ScimContext, scimOf } from './scim-request.js';
import { SCIM_ROOTS } from './scim-roots.js';

type Query = Readonly<Record<string, unknown>>;

/** `/Groups` (RFC 7644 section 3), where the profile has groups. */
@ApiExcludeController()
@Controller(SCIM_ROOTS.map((root) => `${root}/Groups`))
export class GroupsController {
  constructor(
    private readonly commands: Commands,
    private readonly runtime: Runtime,
  ) {}

  @Post()
  async create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const context = contextOf(request);
    const selection = readSelection(request.query as Query, GROUP);
    const input = readGroup(request.body, context.tolerated);
    const created = await this.commands.run(new CreateTeam(callerOf(request), input));
    sendWritten(reply, 201, await this.written(created, context, selection));
  }

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const context = contextOf(request);
    const text = await listText(this.runtime, context, [GROUP], request.query as Query);
    send(reply, 200, text);
  }

  @Get(':id')
  async read(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { nodeId } = contextOf(request);
    const selection = readSelection(request.query as Query, GROUP);
    const team = await this.source(wantsMembers(selection)).find(nodeId, id);
    if (team === undefined) throw new RefusedError(refuse('team-not-found', 'no such group'));
    sendStored(request, reply, GROUP, team, selection);
  }

  @Put(':id')
  async replace(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const context = contextOf(request);
    const selection = readSelection(request.query as Query, GROUP);
    const input = readGroup(request.body, context.tolerated);
    const replaced = await this.commands.run(
      new ReplaceTeam(callerOf(request), id, input, ifMatchOf(request)),
    );
    sendWritten(reply, 200, await this.written(replaced, context, selection));
  }

  /** Answers without a body, as Entra prefers for groups of any size, unless attributes are asked for. */
  @Patch(':id')
  async patch(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const context = contextOf(request);
    const selection = readSelection(request.query as Query, GROUP);
    const patch = readPatch(request.body, GROUP, context.tolerated);
    const patched = await this.commands.run(
      new PatchTeam(callerOf(request), id, patch, ifMatchOf(request)),
    );
    if (selection === undefined) {
      reply
        .header('etag', versionOf(Number(patched.revision)))
        .status(204)
        .send();
      return;
    }
    sendWritten(reply, 200, await this.written(patched, context, selection));
  }

  @Delete(':id')
  async remove(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    contextOf(request);
    await this.commands.run(new DeleteTeam(callerOf(request), id, ifMatchOf(request)));
    reply.status(204).send();
  }

  /**
   * The answer to a write comes from the fold; only what its members are called, and whether SCIM shows them, which
   * are other aggregates' facts, from the read model.
   */
  private async written(
    { state, createdAt, changedAt, revision }: Loaded<TeamState>,
    { nodeId, baseUrl }: ScimContext,
    selection: AttributeSelection | undefined,
  ): Promise<Written> {
    if (state.status === 'absent' || revision === 'none') throw new Error('the team is absent');
    const members = wantsMembers(selection) ? [...state.members] : [];
    const names = await this.runtime.users.userNames(
      nodeId,
      members.map(([userId]) => userId),
    );
    const shown = members.flatMap(([userId, { active }]) => {
      const display = names.get(userId);
      return display === undefined ? [] : [{ userId, display, active }];
    });
    const text = fillGaps(teamText(state, { createdAt, changedAt, revision }), {
      baseUrl,
      versionSuffix: '',
      additions: membersText(shown, baseUrl),
    });
    return {
      location: `${baseUrl}/Groups/${state.id}`,
      text: selected(text, GROUP, selection),
      version: versionOf(revision),
    };
  }

  private source(withMembers: boolean): TeamQueries {
    return withMembers ? this.runtime.teamsWithMembers : this.runtime.teams;
  }
}

/** @throws RefusedError where the profile knows no groups */
function contextOf(request: FastifyRequest): ScimContext {
  const context = scimOf(request);
  if (PROFILES[context.access.profile].teams === 'none') {
    throw new RefusedError(refuse('teams-not-supported', 'there are no groups here'));
  }
  return context;
}
