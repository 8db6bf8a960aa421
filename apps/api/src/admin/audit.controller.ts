import { Get, Query } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { Runtime } from '../runtime.js';
import { AdminController } from './admin-controller.js';
import { AuditEntriesBody, auditEntryBody } from './audit-views.js';
import { cursorAfter, placeIn } from './cursor.js';
import { AuditLogQuery } from './requests.js';

@AdminController('audit log')
export class AuditController {
  constructor(private readonly runtime: Runtime) {}

  /** The newest entries first; everything that has happened before the request is in them. */
  @Get('audit')
  @ApiOkResponse({ type: AuditEntriesBody })
  async entries(
    @Query() { cursor, from, to, ...conditions }: AuditLogQuery,
  ): Promise<AuditEntriesBody> {
    await this.runtime.audited();
    const before = placeIn(cursor);
    const { rows, isLast } = await this.runtime.audit.entries({
      ...conditions,
      ...(from === undefined ? {} : { from: from.toISOString() }),
      ...(to === undefined ? {} : { to: to.toISOString() }),
      ...(before === undefined ? {} : { before }),
    });
    const nextCursor = cursorAfter(rows, isLast, ({ position }) => position);
    return { entries: rows.map(auditEntryBody), nextCursor };
  }
}
