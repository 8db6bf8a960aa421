import { BULK_RESPONSE, readBulk } from '#scim';
import { Controller, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Runtime } from '../runtime.js';
import { BulkRun } from './bulk-run.js';
import { GroupsWrites } from './groups.writes.js';
import { send } from './scim-answers.js';
import { ScimFailures } from './scim-failures.js';
import { ScimRateLimit } from './scim-rate-limit.js';
import { scimOf } from './scim-request.js';
import { SCIM_ROOTS } from './scim-roots.js';
import { UsersWrites } from './users.writes.js';

/** `/Bulk` (RFC 7644 section 3.7). */
@ApiExcludeController()
@Controller(SCIM_ROOTS)
export class BulkController {
  constructor(
    private readonly users: UsersWrites,
    private readonly groups: GroupsWrites,
    private readonly failures: ScimFailures,
    private readonly rateLimit: ScimRateLimit,
    private readonly runtime: Runtime,
  ) {}

  @Post('Bulk')
  async bulk(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const bulk = readBulk(request.body, scimOf(request).tolerated);
    this.rateLimit.charge(scimOf(request), bulk.operations.length - 1);
    const { failures, runtime } = this;
    const ports = { writes: [this.users, this.groups], failures, runtime };
    const results = await (await BulkRun.of(request, bulk, ports)).run();
    send(reply, 200, { schemas: [BULK_RESPONSE], Operations: results });
  }
}
