import { RegisterUser } from '#application';
import { refuse, RefusedError } from '#kernel';
import { Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Commands } from '../commands.js';
import { Runtime } from '../runtime.js';
import { AdminController } from './admin-controller.js';
import { userContext } from './contexts.js';
import { userView } from './fold-views.js';
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
    const user = await this.runtime.administration.user(id);
    if (user === null) throw new RefusedError(refuse('user-not-found', 'no such user'));
    return userBody(user);
  }

  /** The product tells that the invited person has registered. */
  @Post('users/:id/register')
  @HttpCode(200)
  @ApiOkResponse({ type: UserBody })
  async register(@Param('id') id: string, @Req() request: FastifyRequest): Promise<UserBody> {
    const context = await userContext(this.runtime, request, id);
    return userBody(userView(await this.commands.settle(new RegisterUser(context, id))));
  }
}
