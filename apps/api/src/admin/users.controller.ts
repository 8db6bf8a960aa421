import { RegisterUser } from '#application';
import { refuse, RefusedError } from '#kernel';
import type { UserRow } from '#read-model';
import { Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Commands } from '../commands.js';
import { Runtime } from '../runtime.js';
import { AdminController } from './admin-controller.js';
import { adminContext } from './api-key.guard.js';
import { UserBody, userBody } from './views.js';

@AdminController('users')
export class AdminUsersController {
  constructor(
    private readonly commands: Commands,
    private readonly runtime: Runtime,
  ) {}

  @Get('users/:id')
  @ApiOkResponse({ type: UserBody })
  async one(@Param('id') id: string): Promise<UserBody> {
    return userBody(await this.find(id));
  }

  /** The product tells that the invited person has registered. */
  @Post('users/:id/register')
  @HttpCode(200)
  @ApiOkResponse({ type: UserBody })
  async register(@Param('id') id: string, @Req() request: FastifyRequest): Promise<UserBody> {
    const { organisationId, nodeId } = await this.find(id);
    const context = { ...adminContext(request, organisationId), nodeId };
    await this.commands.settle(new RegisterUser(context, id));
    return this.one(id);
  }

  private async find(id: string): Promise<UserRow> {
    const user = await this.runtime.administration.user(id);
    if (user === null) throw new RefusedError(refuse('user-not-found', 'no such user'));
    return user;
  }
}
