import { BadRequestException, Get, Query } from '@nestjs/common';
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
      ...(from === undefined ? {} : { from: instant('from', from) }),
      ...(to === undefined ? {} : { to: instant('to', to) }),
      ...(before === undefined ? {} : { before }),
    });
    const nextCursor = cursorAfter(rows, isLast, ({ position }) => position);
    return { entries: rows.map(auditEntryBody), nextCursor };
  }
}

/** In the form in which entries are kept, whatever zone or precision was asked in. */
function instant(name: string, text: string): string {
  const date = new Date(text);
  // ISO 8601 has more forms than are read here, e.g. weeks and the basic format.
  if (Number.isNaN(date.getTime())) {
    throw new BadRequestException(
      `${name} must be a date, or a date and time, e.g. 2026-03-03T12:00Z`,
    );
  }
  return date.toISOString();
}
