import { CreateOrganisation } from '#application';
import { refuse, RefusedError } from '#kernel';
import { Body, Get, Param, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Commands } from '../commands.js';
import { Runtime } from '../runtime.js';
import { AdminController } from './admin-controller.js';
import { adminContext } from './admin-authentication.js';
import { organisationView } from './fold-views.js';
import { CreateOrganisationRequest } from './requests.js';
import { OrganisationBody, organisationBody, OrganisationsBody } from './views.js';

@AdminController('organisations')
export class OrganisationsController {
  constructor(
    private readonly commands: Commands,
    private readonly runtime: Runtime,
  ) {}

  @Post('organisations')
  @ApiCreatedResponse({ type: OrganisationBody })
  async create(
    @Body() { name }: CreateOrganisationRequest,
    @Req() request: FastifyRequest,
  ): Promise<OrganisationBody> {
    const id = this.runtime.ids.next();
    const command = new CreateOrganisation(adminContext(request, id), name);
    return organisationBody(organisationView(await this.commands.run(command)));
  }

  @Get('organisations')
  @ApiOkResponse({ type: OrganisationsBody })
  async list(): Promise<OrganisationsBody> {
    const rows = await this.runtime.administration.organisations();
    return { organisations: rows.map(organisationBody) };
  }

  @Get('organisations/:id')
  @ApiOkResponse({ type: OrganisationBody })
  async one(@Param('id') id: string): Promise<OrganisationBody> {
    const row = await this.runtime.administration.organisation(id);
    if (row === null) {
      throw new RefusedError(refuse('organisation-not-found', 'no such organisation'));
    }
    return organisationBody(row);
  }
}
