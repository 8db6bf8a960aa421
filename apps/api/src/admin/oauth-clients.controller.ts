import { ChangeProvisioningMethod, RegisterOAuthClient, RotateClientSecret } from '#application';
import { Body, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Commands } from '../commands.js';
import { Surface } from '../http/surface.js';
import { Runtime } from '../runtime.js';
import { AdminController } from './admin-controller.js';
import { nodeContext } from './contexts.js';
import { credentialsBody, findMethod } from './methods.js';
import { RegisterOAuthClientRequest } from './requests.js';
import { ClientCredentialsBody, oauthClientBody, OAuthClientsBody } from './views.js';

/** The OAuth clients of a method, which get access tokens by the client credentials grant. */
@AdminController('provisioning methods')
export class OAuthClientsController {
  constructor(
    private readonly commands: Commands,
    private readonly runtime: Runtime,
    private readonly surface: Surface,
  ) {}

  @Get('nodes/:id/provisioning-method/oauth-clients')
  @ApiOkResponse({ type: OAuthClientsBody })
  async list(@Param('id') nodeId: string): Promise<OAuthClientsBody> {
    const { clients } = await findMethod(this.runtime, nodeId);
    return { clients: clients.map(oauthClientBody) };
  }

  /** The client's secret is in this answer and never again. */
  @Post('nodes/:id/provisioning-method/oauth-clients')
  @ApiCreatedResponse({ type: ClientCredentialsBody })
  async register(
    @Param('id') nodeId: string,
    @Body() { label }: RegisterOAuthClientRequest,
    @Req() request: FastifyRequest,
  ): Promise<ClientCredentialsBody> {
    const context = await nodeContext(this.runtime, request, nodeId);
    const issued = await this.commands.run(new RegisterOAuthClient(context, label));
    return credentialsBody(issued, this.surface.publicUrl);
  }

  /** Replaces the secret at once; access tokens that the client was given live on to their end. */
  @Post('nodes/:id/provisioning-method/oauth-clients/:clientId/rotate')
  @HttpCode(200)
  @ApiOkResponse({ type: ClientCredentialsBody })
  async rotate(
    @Param('id') nodeId: string,
    @Param('clientId') clientId: string,
    @Req() request: FastifyRequest,
  ): Promise<ClientCredentialsBody> {
    const context = await nodeContext(this.runtime, request, nodeId);
    const issued = await this.commands.run(new RotateClientSecret(context, clientId));
    return credentialsBody(issued, this.surface.publicUrl);
  }

  /** From the answer on, the client and every access token that it was given are refused. */
  @Delete('nodes/:id/provisioning-method/oauth-clients/:clientId')
  @HttpCode(204)
  @ApiNoContentResponse()
  async revoke(
    @Param('id') nodeId: string,
    @Param('clientId') clientId: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const context = await nodeContext(this.runtime, request, nodeId);
    const change = { type: 'RevokeClient', clientId } as const;
    await this.commands.run(new ChangeProvisioningMethod(context, change));
  }
}
