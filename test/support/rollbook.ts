import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import {
  AdminClient,
  type NewProvisioningMethod,
  type RollbookProcess,
  ScimClient,
  startRollbook,
} from '#testing';
import { engines } from './engines.js';

/** A node with an active provisioning method. */
export interface Tenant {
  readonly organisationId: string;
  readonly nodeId: string;
  readonly methodId: string;
  readonly tenantUrl: string;
  readonly token: string;
  readonly scim: ScimClient;
}

/** Where a tenant is to be; an organisation of its own when none is named. */
export interface TenantOptions extends Partial<NewProvisioningMethod> {
  readonly organisationId?: string;
}

/** Sets up a node with an active provisioning method: keeper and Entra ID unless said otherwise. */
export async function createTenant(
  admin: AdminClient,
  options: TenantOptions = {},
): Promise<Tenant> {
  const { organisationId = (await admin.createOrganisation('Example')).id, ...method } = options;
  const node = await admin.createNode(organisationId, 'Example node');
  const created = await admin.createMethod(node.id, {
    profile: 'keeper',
    idp: 'entra-id',
    ...method,
  });
  await admin.changeMethod(node.id, 'activate');
  const token = created.token!.secret;
  return {
    organisationId,
    nodeId: node.id,
    methodId: created.id,
    tenantUrl: created.tenantUrl,
    token,
    scim: new ScimClient(created.tenantUrl, token),
  };
}

/** A folder that is removed when the tests of the file are over. */
export function useFolder(): { readonly path: string } {
  let path = '';
  beforeAll(async () => {
    path = await mkdtemp(join(tmpdir(), 'rollbook-test-'));
  });
  afterAll(() => rm(path, { recursive: true, force: true }));
  return {
    get path() {
      return path;
    },
  };
}

export interface Rollbook {
  readonly server: RollbookProcess;
  readonly admin: AdminClient;
  tenant(options?: TenantOptions): Promise<Tenant>;
  /** Has a secret looked for in the log, where it must not be. */
  watch<Secret extends string>(secret: Secret): Secret;
}

/**
 * A server of its own for the tests of a file.
 *
 * When they are over, whatever they did must have left these true: it ends cleanly, it logged no error (an error line is
 * a 500 or a background job that failed), and no secret that it handed out is in its log.
 */
export function useRollbook(env: Readonly<Record<string, string>> = {}): Rollbook {
  const folder = useFolder();
  const secrets: string[] = [];
  let server: RollbookProcess | undefined;
  let admin: AdminClient | undefined;
  beforeAll(async () => {
    server = await startRollbook({ dataFolder: folder.path, env: { ...engines, ...env } });
    admin = new AdminClient(server.url, server.ownerKey);
    secrets.push(server.ownerKey);
  });
  afterAll(async () => {
    if (server === undefined) return;
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    const lines = server.output().split('\n');
    expect(lines.filter((line) => /"level":(50|60|"error"|"fatal")/.test(line))).toEqual([]);
    expect(lines.filter((line) => secrets.some((secret) => line.includes(secret)))).toEqual([]);
  });
  return {
    get server() {
      return server!;
    },
    get admin() {
      return admin!;
    },
    watch(secret) {
      secrets.push(secret);
      return secret;
    },
    async tenant(options) {
      const tenant = await createTenant(admin!, options);
      secrets.push(tenant.token);
      return tenant;
    },
  };
}
