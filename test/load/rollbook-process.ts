import type { Owner } from './fill.js';
import { textAt } from './load-client.js';
import { PinnedProcess } from './pinned-process.js';
import type { Server } from './server.js';

const ownerKey = 'load-owner-key-0123456789abcdefghijklmnopqrstuvwxyz';

/** Starts a process of Rollbook on a folder, and on the engines that the environment names. */
export function startProcess(
  dataFolder: string,
  engines: Record<string, string> = {},
  app: 'api' | 'projector' = 'api',
): Promise<PinnedProcess> {
  return PinnedProcess.start(`../../apps/${app}/src/main.js`, {
    ROLLBOOK_DATA: dataFolder,
    ROLLBOOK_OWNER_KEY: ownerKey,
    LOG_LEVEL: 'warn',
    ...engines,
  });
}

/**
 * Starts Rollbook in a fresh folder, on the embedded default unless engines are named, and sets up a keeper node for Entra ID through the
 * admin API, as an administrator would.
 *
 * @throws with the answer when the set-up is refused
 */
export async function startRollbook(
  dataFolder: string,
  engines: Record<string, string> = {},
): Promise<Server & { readonly owner: Owner }> {
  const started = await startProcess(dataFolder, engines);
  const post = (path: string, body: object) => administer(started.port, path, body);

  const organisation = await post('/organisations', { name: 'Load' });
  const node = await post(`/organisations/${textAt(organisation, 'id')}/nodes`, { name: 'Load' });
  const methodPath = `/nodes/${textAt(node, 'id')}/provisioning-method`;
  const method = await post(methodPath, { profile: 'keeper', idp: 'entra-id', label: 'Load' });
  await post(`${methodPath}/activate`, {});

  return {
    name: 'Rollbook',
    process: started,
    endpoint: {
      port: started.port,
      base: new URL(textAt(method, 'tenantUrl')).pathname.replace(/\/$/, ''),
      token: textAt(method, 'token', 'secret'),
    },
    userIds: [],
    owner: {
      methodId: textAt(method, 'id'),
      organisationId: textAt(organisation, 'id'),
      nodeId: textAt(node, 'id'),
      profile: 'keeper',
    },
  };
}

async function administer(port: number, path: string, body: object): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${port}/admin/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ownerKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const content = await answer.text();
  if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${content}`);
  return content === '' ? undefined : JSON.parse(content);
}
