import { AnswerMembership, teams, users } from '#application';
import type { TeamState } from '#domain';
import { refuse, RefusedError } from '#kernel';
import { Body, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Commands } from '../commands.js';
import { Runtime } from '../runtime.js';
import { AdminController } from './admin-controller.js';
import { teamContext } from './contexts.js';
import { cursorAfter, placeIn } from './cursor.js';
import { membershipView } from './fold-views.js';
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
    if ((await this.runtime.administration.team(id)) === null) {
      throw new RefusedError(refuse('team-not-found', 'no such team'));
    }
    const page = { after: placeIn(cursor) ?? 0, limit };
    const views = await this.runtime.administration.memberships(id, state, page);
    const nextCursor = cursorAfter(views, views.length < limit, ({ ordinal }) => ordinal);
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
    const approved = await this.answer(request, 'approve', teamId, userId, body);
    const { executor } = this.runtime;
    const { state: user } = await executor.load(users, userId);
    // An approval may have made the membership active since; and one that has ended since was approved all the same.
    const { state: settled } = await executor.load(teams, teamId);
    const view = membershipView(settled, userId, user) ?? membershipView(approved, userId, user);
    if (view === undefined) throw new Error('the approved membership is absent');
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
  ): Promise<TeamState> {
    const context = await teamContext(this.runtime, request, teamId);
    const { kind, userId: memberId } = approvedBy ?? { kind: 'administrator' };
    const by = memberId === undefined ? { kind } : { kind, userId: memberId };
    const command = new AnswerMembership(context, answer, teamId, userId, by);
    return (await this.commands.settle(command)).state;
  }
}
