import {
  ChangeProvisioningMethod,
  CreateProvisioningMethod,
  DeleteProvisioningMethod,
  type MethodChange,
} from '#application';
import type { MethodView } from '#read-model';
import { Body, Delete, Get, HttpCode, Param, Patch, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Commands } from '../commands.js';
import { Surface } from '../http/surface.js';
import { Runtime } from '../runtime.js';
import { AdminController } from './admin-controller.js';
import { adminContext } from './api-key.guard.js';
import { findMethod, methodToChange, tokenOf } from './methods.js';
import { findNode } from './nodes.controller.js';
import { ChangeProvisioningMethodRequest, CreateProvisioningMethodRequest } from './requests.js';
import { DraftedMethodBody, MethodBody, methodBody } from './views.js';

/** A node's SCIM connection: drafted, activated, changed, paused, resumed, deleted. */
@AdminController('provisioning methods')
export class ProvisioningMethodController {
  constructor(
    private readonly commands: Commands,
    private readonly runtime: Runtime,
    private readonly surface: Surface,
  ) {}

  /** The token's secret is in this answer and never again. */
  @Post('nodes/:id/provisioning-method')
  @ApiCreatedResponse({ type: DraftedMethodBody })
  async create(
    @Param('id') nodeId: string,
    @Body() { profile, idp, label }: CreateProvisioningMethodRequest,
    @Req() request: FastifyRequest,
  ): Promise<DraftedMethodBody> {
    const { organisationId } = await findNode(this.runtime, nodeId);
    const context = { ...adminContext(request, organisationId), nodeId };
    const { token } = await this.commands.run(
      new CreateProvisioningMethod(context, profile, idp, label),
    );
    const view = await findMethod(this.runtime, nodeId);
    return {
      ...this.body(view),
      token: { ...tokenOf(view, token.id), secret: token.secret },
    };
  }

  @Get('nodes/:id/provisioning-method')
  @ApiOkResponse({ type: MethodBody })
  async one(@Param('id') nodeId: string): Promise<MethodBody> {
    return this.body(await findMethod(this.runtime, nodeId));
  }

  /** Changes what is named; `null` takes the label, or the rate limit, away. */
  @Patch('nodes/:id/provisioning-method')
  @ApiOkResponse({ type: MethodBody })
  changeSettings(
    @Param('id') nodeId: string,
    @Body() settings: ChangeProvisioningMethodRequest,
    @Req() request: FastifyRequest,
  ): Promise<MethodBody> {
    return this.change(nodeId, request, { type: 'ChangeSettings', settings: { ...settings } });
  }

  /** Ends the connection for good; users and teams stay, and the node can have another one. */
  @Delete('nodes/:id/provisioning-method')
  @HttpCode(204)
  @ApiNoContentResponse()
  async remove(@Param('id') nodeId: string, @Req() request: FastifyRequest): Promise<void> {
    const { id: methodId, context } = await methodToChange(this.runtime, request, nodeId);
    await this.commands.run(new DeleteProvisioningMethod(context, methodId));
  }

  @Post('nodes/:id/provisioning-method/activate')
  @HttpCode(200)
  @ApiOkResponse({ type: MethodBody })
  activate(@Param('id') nodeId: string, @Req() request: FastifyRequest): Promise<MethodBody> {
    return this.change(nodeId, request, { type: 'ActivateMethod' });
  }

  @Post('nodes/:id/provisioning-method/pause')
  @HttpCode(200)
  @ApiOkResponse({ type: MethodBody })
  pause(@Param('id') nodeId: string, @Req() request: FastifyRequest): Promise<MethodBody> {
    return this.change(nodeId, request, { type: 'PauseMethod' });
  }

  @Post('nodes/:id/provisioning-method/resume')
  @HttpCode(200)
  @ApiOkResponse({ type: MethodBody })
  resume(@Param('id') nodeId: string, @Req() request: FastifyRequest): Promise<MethodBody> {
    return this.change(nodeId, request, { type: 'ResumeMethod' });
  }

  private body(view: MethodView): MethodBody {
    const { tolerances } = this.runtime;
    const used = tolerances.of(view.method.id);
    return methodBody(view, this.surface.publicUrl, { since: tolerances.since, used });
  }

  private async change(
    nodeId: string,
    request: FastifyRequest,
    change: MethodChange,
  ): Promise<MethodBody> {
    const { id: methodId, context } = await methodToChange(this.runtime, request, nodeId);
    await this.commands.run(new ChangeProvisioningMethod(context, methodId, change));
    return this.one(nodeId);
  }
}
