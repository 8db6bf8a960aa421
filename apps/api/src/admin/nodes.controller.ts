import { CreateNode } from '#application';
import { type NodeRow } from '#read-model';
import { refuse, RefusedError } from '#kernel';
import { Body, Get, Param, Post, Query, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Commands } from '../commands.js';
import { Runtime } from '../runtime.js';
import { AdminController } from './admin-controller.js';
import { adminContext } from './admin-authentication.js';
import { cursorAfter, placeIn } from './cursor.js';
import { nodeView } from './fold-views.js';
import { CreateNodeRequest, PageQuery, UsageQuery } from './requests.js';
import {
  NodeBody,
  nodeBody,
  NodesBody,
  TeamsBody,
  teamBody,
  UsageBody,
  UsersBody,
  userBody,
} from './views.js';

@AdminController('nodes')
export class NodesController {
  constructor(
    private readonly commands: Commands,
    private readonly runtime: Runtime,
  ) {}

  @Post('organisations/:id/nodes')
  @ApiCreatedResponse({ type: NodeBody })
  async create(
    @Param('id') organisationId: string,
    @Body() { name, parentId }: CreateNodeRequest,
    @Req() request: FastifyRequest,
  ): Promise<NodeBody> {
    const nodeId = this.runtime.ids.next();
    const context = { ...adminContext(request, organisationId), nodeId };
    return nodeBody(nodeView(await this.commands.run(new CreateNode(context, name, parentId))));
  }

  @Get('organisations/:id/nodes')
  @ApiOkResponse({ type: NodesBody })
  async list(@Param('id') organisationId: string): Promise<NodesBody> {
    const { administration } = this.runtime;
    if ((await administration.organisation(organisationId)) === null) {
      throw new RefusedError(refuse('organisation-not-found', 'no such organisation'));
    }
    return { nodes: (await administration.nodes(organisationId)).map(nodeBody) };
  }

  @Get('nodes/:id')
  @ApiOkResponse({ type: NodeBody })
  async one(@Param('id') id: string): Promise<NodeBody> {
    return nodeBody(await findNode(this.runtime, id));
  }

  @Get('nodes/:id/users')
  @ApiOkResponse({ type: UsersBody })
  async users(@Param('id') id: string, @Query() { limit, cursor }: PageQuery): Promise<UsersBody> {
    await findNode(this.runtime, id);
    const after = placeIn(cursor) ?? 0;
    const { rows, isLast } = await this.runtime.administration.users(id, { after, limit });
    const nextCursor = cursorAfter(rows, isLast, ({ ordinal }) => ordinal);
    return { users: rows.map(userBody), nextCursor };
  }

  @Get('nodes/:id/teams')
  @ApiOkResponse({ type: TeamsBody })
  async teams(@Param('id') id: string, @Query() { limit, cursor }: PageQuery): Promise<TeamsBody> {
    await findNode(this.runtime, id);
    const after = placeIn(cursor) ?? 0;
    const views = await this.runtime.administration.teams(id, { after, limit });
    const nextCursor = cursorAfter(views, views.length < limit, ({ team }) => team.ordinal);
    return { teams: views.map(teamBody), nextCursor };
  }

  @Get('nodes/:id/usage')
  @ApiOkResponse({ type: UsageBody })
  async usage(@Param('id') id: string, @Query() { days }: UsageQuery): Promise<UsageBody> {
    await findNode(this.runtime, id);
    await this.runtime.audited();
    const first = new Date(this.runtime.clock.now().getTime() - (days - 1) * 86_400_000);
    const categories = await this.runtime.audit.usage(id, first.toISOString().slice(0, 10));
    return { days, categories };
  }
}

/** @throws RefusedError when there is no such node */
export async function findNode({ administration }: Runtime, id: string): Promise<NodeRow> {
  const node = await administration.node(id);
  if (node === null) throw new RefusedError(refuse('node-not-found', 'no such node'));
  return node;
}
