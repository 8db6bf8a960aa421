import {
  ChangeProvisioningMethod,
  CreateProvisioningMethod,
  DeleteProvisioningMethod,
  type MethodChange,
} from '#application';
import { isEngineError, type MethodView } from '#read-model';
import { Body, Delete, Get, HttpCode, Param, Patch, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Commands } from '../commands.js';
import { Surface } from '../http/surface.js';
import { Runtime } from '../runtime.js';
import { AdminController } from './admin-controller.js';
import { nodeContext } from './contexts.js';
import { methodView } from './fold-views.js';
import { findMethod, issuedTokenBody } from './methods.js';
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
    const context = await nodeContext(this.runtime, request, nodeId);
    const command = new CreateProvisioningMethod(context, profile, idp, label);
    const issued = await this.commands.run(command);
    const body = this.body(methodView(issued.method), null);
    return { ...body, token: issuedTokenBody(issued) };
  }

  @Get('nodes/:id/provisioning-method')
  @ApiOkResponse({ type: MethodBody })
  async one(@Param('id') nodeId: string): Promise<MethodBody> {
    const method = await findMethod(this.runtime, nodeId);
    return this.body(method, await this.runtime.administration.lastRequestAt(method.id));
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
    const context = await nodeContext(this.runtime, request, nodeId);
    await this.commands.run(new DeleteProvisioningMethod(context));
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

  private body(method: MethodView, lastRequestAt: string | null): MethodBody {
    const { tolerances } = this.runtime;
    const used = tolerances.of(method.id);
    const tenantUrl = `${this.surface.publicUrl}/scim/v2/${method.nodeId}`;
    return methodBody(method, {
      tenantUrl,
      tolerances: { since: tolerances.since, used },
      lastRequestAt,
    });
  }

  private async change(
    nodeId: string,
    request: FastifyRequest,
    change: MethodChange,
  ): Promise<MethodBody> {
    const context = await nodeContext(this.runtime, request, nodeId);
    const changed = await this.commands.run(new ChangeProvisioningMethod(context, change));
    const method = methodView(changed);
    return this.body(method, await this.lastRequestAt(method.id));
  }

  /** Not in the log. A database that cannot tell makes no failure of a change that is done. */
  private async lastRequestAt(methodId: string): Promise<string | null> {
    try {
      return await this.runtime.administration.lastRequestAt(methodId);
    } catch (error) {
      if (isEngineError(error)) return null;
      throw error;
    }
  }
}
