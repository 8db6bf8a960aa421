import { ChangeProvisioningMethod, IssueToken } from '#application';
import { BadRequestException, Body, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Commands } from '../commands.js';
import { Runtime } from '../runtime.js';
import { AdminController } from './admin-controller.js';
import { nodeContext } from './contexts.js';
import { findMethod, issuedTokenBody } from './methods.js';
import { IssueTokenRequest } from './requests.js';
import { IssuedTokenBody, TokensBody } from './views.js';

/** The bearer tokens of a method: a second one, then the first revoked, replaces one without a gap. */
@AdminController('provisioning methods')
export class TokensController {
  constructor(
    private readonly commands: Commands,
    private readonly runtime: Runtime,
  ) {}

  @Get('nodes/:id/provisioning-method/tokens')
  @ApiOkResponse({ type: TokensBody })
  async list(@Param('id') nodeId: string): Promise<TokensBody> {
    const { tokens } = await findMethod(this.runtime, nodeId);
    return { tokens };
  }

  /** The token's secret is in this answer and never again. */
  @Post('nodes/:id/provisioning-method/tokens')
  @ApiCreatedResponse({ type: IssuedTokenBody })
  async issue(
    @Param('id') nodeId: string,
    @Body() { label, expiresAt }: IssueTokenRequest,
    @Req() request: FastifyRequest,
  ): Promise<IssuedTokenBody> {
    if (expiresAt !== undefined && expiresAt <= this.runtime.clock.now()) {
      throw new BadRequestException('expiresAt must be in the future');
    }
    const context = await nodeContext(this.runtime, request, nodeId);
    return issuedTokenBody(await this.commands.run(new IssueToken(context, label, expiresAt)));
  }

  /** From the answer on, the token is refused. */
  @Delete('nodes/:id/provisioning-method/tokens/:tokenId')
  @HttpCode(204)
  @ApiNoContentResponse()
  async revoke(
    @Param('id') nodeId: string,
    @Param('tokenId') tokenId: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const context = await nodeContext(this.runtime, request, nodeId);
    const change = { type: 'RevokeToken', tokenId } as const;
    await this.commands.run(new ChangeProvisioningMethod(context, change));
  }
}
