import type { AuditEntryRow } from '#read-model';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PageBody } from './views.js';

/** What the admin API answers of the audit log, named and described for its users. */

export class ActorBody {
  @ApiProperty() kind!: string;
  @ApiProperty() id!: string;
  @ApiProperty() label!: string;
}

export class ClientBody {
  @ApiPropertyOptional({ type: String, nullable: true }) address!: string | null;
  @ApiPropertyOptional({ type: String, nullable: true }) userAgent!: string | null;
  @ApiPropertyOptional({ type: String, nullable: true }) dialect!: string | null;
}

export class TargetBody {
  @ApiPropertyOptional({ type: String, nullable: true }) kind!: string | null;
  @ApiPropertyOptional({ type: String, nullable: true }) id!: string | null;
  @ApiPropertyOptional({ type: String, nullable: true }) userName!: string | null;
  @ApiPropertyOptional({ type: String, nullable: true }) externalId!: string | null;
}

/** Of any type, as the attribute is. */
const anyValue = (description: string) => ({
  description,
  oneOf: ['string', 'boolean', 'number', 'array', 'object'].map((type) =>
    type === 'array' ? { type, items: {} } : { type },
  ),
});

export class AuditChangeBody {
  @ApiProperty({
    description:
      "A path in SCIM's notation; or `deprovisioned`, `status`, `approvedBy`, `declinedBy`, and the settings of a method. The value of `members` says how far the membership is: `pending`, `approved` (pending until the user registers), `active`.",
  })
  attribute!: string;
  @ApiPropertyOptional(
    anyValue('The old value; absent where there was none, or the log does not tell.'),
  )
  from?: unknown;
  @ApiPropertyOptional(anyValue('The new value; absent where there is none.'))
  to?: unknown;
}

export class AuditEntryBody {
  @ApiProperty() id!: string;
  @ApiProperty() position!: number;
  @ApiProperty() occurredAt!: string;
  @ApiProperty() category!: string;
  @ApiProperty() displayName!: string;
  @ApiProperty() eventType!: string;
  @ApiProperty({ enum: ['success', 'failure'] }) outcome!: string;
  @ApiProperty() organisationId!: string;
  @ApiPropertyOptional({ type: String, nullable: true }) nodeId!: string | null;
  @ApiPropertyOptional({ type: String, nullable: true }) methodId!: string | null;
  @ApiPropertyOptional({ type: String, nullable: true }) idp!: string | null;
  @ApiProperty({ type: ActorBody }) actor!: ActorBody;
  @ApiProperty({ type: ClientBody }) client!: ClientBody;
  @ApiProperty({ type: TargetBody }) target!: TargetBody;
  @ApiPropertyOptional({ type: String, nullable: true }) operation!: string | null;
  @ApiProperty({ type: [AuditChangeBody] }) changes!: unknown;
  @ApiProperty({ type: [String], example: ['T2'] }) tolerances!: readonly string[];
  @ApiPropertyOptional({ type: Number, nullable: true }) status!: number | null;
  @ApiPropertyOptional({ type: String, nullable: true }) scimType!: string | null;
  @ApiPropertyOptional({ type: String, nullable: true }) reason!: string | null;
  @ApiProperty() requestId!: string;
  @ApiProperty({ description: 'How many requests the entry stands for.' }) count!: number;
}

export class AuditEntriesBody extends PageBody {
  @ApiProperty({ type: [AuditEntryBody] }) entries!: AuditEntryBody[];
}

/** Written out, since copies of what is left of a row cost ten times as much: a page has a thousand of them. */
export function auditEntryBody(row: AuditEntryRow): AuditEntryBody {
  return {
    position: row.position,
    id: row.id,
    occurredAt: row.occurredAt,
    category: row.category,
    displayName: row.displayName,
    eventType: row.eventType,
    outcome: row.outcome,
    organisationId: row.organisationId,
    nodeId: row.nodeId,
    methodId: row.methodId,
    idp: row.idp,
    actor: { kind: row.actorKind, id: row.actorId, label: row.actorLabel },
    client: { address: row.clientAddress, userAgent: row.userAgent, dialect: row.dialect },
    operation: row.operation,
    target: {
      kind: row.targetKind,
      id: row.targetId,
      userName: row.targetName,
      externalId: row.targetExternalId,
    },
    changes: JSON.parse(row.changes) as unknown,
    tolerances: JSON.parse(row.tolerances) as string[],
    status: row.status,
    scimType: row.scimType,
    reason: row.reason,
    requestId: row.requestId,
    count: row.count,
  };
}
