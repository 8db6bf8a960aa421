import { successStatus } from '#application';
import type { RollbookEvent } from '#domain';

import { AuditEntryRow, UsageCountRow } from '../entities/index.js';
import type { ProjectedEvent, Projection } from '../projection.js';
import { AUDIT_CATEGORIES, type AuditLine, auditLineOf } from './audit-rules.js';

/** The audit log, and the usage summary that counts it by day. */
export const auditProjection: Projection = {
  name: 'audit',
  version: 2,
  streamPrefixes: ['user-', 'team-', 'node-', 'organisation-', 'method-', 'failure-'],
  gatherMs: 20,
  tables: [AuditEntryRow, UsageCountRow],
  touches: () => [],
  apply(event, rows) {
    const line = auditLineOf(event);
    if (line === undefined) return;
    const entry = entryOf(event, line);
    rows.put(AuditEntryRow, entry);
    const { nodeId, occurredAt, category, count } = entry;
    if (nodeId === null) return;
    rows.add(UsageCountRow, { nodeId, day: occurredAt.slice(0, 10), category, count });
  },
};

function entryOf(event: ProjectedEvent, { category, displayName, target, changes }: AuditLine) {
  const { id, position, type: eventType, metadata } = event;
  const { scim, client, actor, occurredAt, organisationId, nodeId = null, requestId } = metadata;
  return {
    position,
    id,
    occurredAt,
    category,
    displayName: displayName ?? AUDIT_CATEGORIES[category],
    eventType,
    organisationId,
    nodeId,
    // What an administrator does to a method came by none, and is about one all the same.
    methodId: scim?.methodId ?? (target.kind === 'method' ? target.id : null),
    idp: scim?.idp ?? null,
    actorKind: actor.kind,
    actorId: actor.id,
    actorLabel: actor.label,
    clientAddress: scim?.clientAddress ?? client?.address ?? null,
    userAgent: scim?.userAgent ?? client?.userAgent ?? null,
    dialect: scim?.dialect ?? null,
    operation: scim?.operation ?? null,
    tolerances: JSON.stringify(scim?.tolerances ?? []),
    targetKind: target.kind,
    targetId: target.id,
    targetName: target.name,
    targetExternalId: target.externalId,
    changes: JSON.stringify(changes),
    requestId,
    ...resultOf(event, scim?.operation),
  } satisfies AuditEntryRow;
}

function resultOf(event: RollbookEvent, operation: string | undefined) {
  if (event.type === 'ProvisioningRequestFailed') {
    const { status, scimType = null, detail: reason, count: requests } = event.data;
    return { outcome: 'failure', status, scimType, reason, count: requests } as const;
  }
  const status = operation === undefined ? null : successStatus(operation);
  return { outcome: 'success', status, scimType: null, reason: null, count: 1 } as const;
}
