import type { ProvisioningMethodEvent } from '#domain';
import { unreachable } from '#kernel';
import { MethodRow, OAuthClientRow, TokenRow } from '../entities/index.js';
import type { ProjectedEvent } from '../projection.js';
import type { Rows } from '../rows.js';

/** Provisioning methods, their tokens and OAuth clients. What is revoked or deleted has no row. */
export function applyMethodEvent(
  { type, data, metadata }: ProjectedEvent & ProvisioningMethodEvent,
  rows: Rows,
): void {
  const { occurredAt, organisationId } = metadata;
  switch (type) {
    case 'ProvisioningMethodCreated': {
      const { methodId: id, nodeId, profile, idp, label = null } = data;
      rows.put(MethodRow, {
        id,
        nodeId,
        organisationId,
        profile,
        idp,
        label,
        state: 'draft',
        strict: 0,
        rateLimit: null,
        createdAt: occurredAt,
        activatedAt: null,
      });
      return;
    }
    case 'ProvisioningMethodActivated':
      change(rows, data.methodId, { state: 'active', activatedAt: occurredAt });
      return;
    case 'ProvisioningMethodChanged': {
      const { strict, ...settings } = data.to;
      const flag = strict === undefined ? {} : { strict: Number(strict) };
      change(rows, data.methodId, { ...settings, ...flag });
      return;
    }
    case 'ProvisioningMethodPaused':
      change(rows, data.methodId, { state: 'paused' });
      return;
    case 'ProvisioningMethodResumed':
      change(rows, data.methodId, { state: 'active' });
      return;
    case 'ProvisioningMethodDeleted':
      rows.delete(MethodRow, data.methodId);
      rows.deleteWhere(TokenRow, 'methodId', data.methodId);
      rows.deleteWhere(OAuthClientRow, 'methodId', data.methodId);
      return;
    case 'ProvisioningTokenIssued': {
      const { tokenId: id, methodId, tokenHash: hash, label, expiresAt } = data;
      rows.put(TokenRow, { id, methodId, hash, label, createdAt: occurredAt, expiresAt });
      return;
    }
    case 'ProvisioningTokenRevoked':
      rows.delete(TokenRow, data.tokenId);
      return;
    case 'OAuthClientRegistered': {
      const { clientId: id, methodId, secretHash, label } = data;
      const [createdAt, rotatedAt] = [occurredAt, null];
      rows.put(OAuthClientRow, { id, methodId, secretHash, label, createdAt, rotatedAt });
      return;
    }
    case 'OAuthClientSecretRotated': {
      const row = rows.get(OAuthClientRow, data.clientId);
      if (row === undefined) throw new Error(`there is no OAuth client ${data.clientId}`);
      const { secretHash } = data;
      rows.put(OAuthClientRow, { ...row, secretHash, rotatedAt: occurredAt });
      return;
    }
    case 'OAuthClientRevoked':
      rows.delete(OAuthClientRow, data.clientId);
      return;
    default:
      unreachable(type);
  }
}

function change(rows: Rows, methodId: string, values: Partial<MethodRow>): void {
  const row = rows.get(MethodRow, methodId);
  if (row === undefined) throw new Error(`there is no method ${methodId}`);
  rows.put(MethodRow, { ...row, ...values });
}
