import { AnswerMembership } from '#application';
import { refuse, RefusedError } from '#kernel';
import type { TeamRow } from '#read-model';
import { Body, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Commands } from '../commands.js';
import { Runtime } from '../runtime.js';
import { AdminController } from './admin-controller.js';
import { adminContext } from './api-key.guard.js';
import { cursorAfter, placeIn } from './cursor.js';
import { AnswerMembershipRequest, MembershipsQuery } from './requests.js';
import {
  DeclinedMembershipBody,
  MembershipBody,
  membershipBody,
  MembershipsBody,
} from './views.js';

@AdminController('teams')
export class TeamsController {
  constructor(
    private readonly commands: Commands,
    private readonly runtime: Runtime,
  ) {}

  @Get('teams/:id/memberships')
  @ApiOkResponse({ type: MembershipsBody })
  async memberships(
    @Param('id') id: string,
    @Query() { state, limit, cursor }: MembershipsQuery,
  ): Promise<MembershipsBody> {
    await this.find(id);
    const page = { after: placeIn(cursor) ?? 0, limit };
    const views = await this.runtime.administration.memberships(id, state, page);
    const nextCursor = cursorAfter(views, limit, ({ ordinal }) => ordinal);
    return { memberships: views.map(membershipBody), nextCursor };
  }

  @Post('teams/:id/memberships/:userId/approve')
  @HttpCode(200)
  @ApiOkResponse({ type: MembershipBody })
  async approve(
    @Param('id') teamId: string,
    @Param('userId') userId: string,
    @Body() body: AnswerMembershipRequest,
    @Req() request: FastifyRequest,
  ): Promise<MembershipBody> {
    await this.answer(request, 'approve', teamId, userId, body);
    const view = await this.runtime.administration.membership(teamId, userId);
    if (view === null) throw new RefusedError(refuse('membership-not-found', 'no such membership'));
    return membershipBody(view);
  }

  @Post('teams/:id/memberships/:userId/decline')
  @HttpCode(200)
  @ApiOkResponse({ type: DeclinedMembershipBody })
  async decline(
    @Param('id') teamId: string,
    @Param('userId') userId: string,
    @Body() body: AnswerMembershipRequest,
    @Req() request: FastifyRequest,
  ): Promise<DeclinedMembershipBody> {
    await this.answer(request, 'decline', teamId, userId, body);
    return { teamId, userId, state: 'declined' };
  }

  private async answer(
    request: FastifyRequest,
    answer: AnswerMembership['answer'],
    teamId: string,
    userId: string,
    { approvedBy }: AnswerMembershipRequest,
  ): Promise<void> {
    const { organisationId, nodeId } = await this.find(teamId);
    const context = { ...adminContext(request, organisationId), nodeId };
    const { kind, userId: memberId } = approvedBy ?? { kind: 'administrator' };
    const by = memberId === undefined ? { kind } : { kind, userId: memberId };
    await this.commands.settle(new AnswerMembership(context, answer, teamId, userId, by));
  }

  private async find(id: string): Promise<TeamRow> {
    const team = await this.runtime.administration.team(id);
    if (team === null) throw new RefusedError(refuse('team-not-found', 'no such team'));
    return team;
  }
}
