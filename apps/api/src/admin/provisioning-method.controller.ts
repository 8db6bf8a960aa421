import {
  ChangeProvisioningMethod,
  CreateProvisioningMethod,
  type MethodChange,
} from '#application';
import { refuse, RefusedError } from '#kernel';
import { Body, Get, HttpCode, Param, Patch, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Commands } from '../commands.js';
import { Surface } from '../http/surface.js';
import { Runtime } from '../runtime.js';
import { AdminController } from './admin-controller.js';
import { adminContext } from './api-key.guard.js';
import { findNode } from './nodes.controller.js';
import { ChangeProvisioningMethodRequest, CreateProvisioningMethodRequest } from './requests.js';
import { DraftedMethodBody, MethodBody, methodBody } from './views.js';

/** A node's SCIM connection: drafted, activated, changed, paused, resumed. */
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
    return Object.assign(await this.one(nodeId), { token });
  }

  @Get('nodes/:id/provisioning-method')
  @ApiOkResponse({ type: MethodBody })
  async one(@Param('id') nodeId: string): Promise<MethodBody> {
    await findNode(this.runtime, nodeId);
    const view = await this.runtime.administration.method(nodeId);
    if (view === null) {
      throw new RefusedError(refuse('method-not-found', 'the node has no provisioning method'));
    }
    const { tolerances } = this.runtime;
    const used = tolerances.of(view.method.id);
    return methodBody(view, this.surface.publicUrl, { since: tolerances.since, used });
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

  private async change(
    nodeId: string,
    request: FastifyRequest,
    change: MethodChange,
  ): Promise<MethodBody> {
    const { id, organisationId } = await this.one(nodeId);
    const context = { ...adminContext(request, organisationId), nodeId };
    await this.commands.run(new ChangeProvisioningMethod(context, id, change));
    return this.one(nodeId);
  }
}
