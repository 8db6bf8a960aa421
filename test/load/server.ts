import type { Endpoint } from './load-client.js';
import { PinnedProcess } from './pinned-process.js';

/** A server under load. */
export interface Server {
  readonly name: string;
  readonly process: PinnedProcess;
  readonly endpoint: Endpoint;
  /** The ids of the users created so far, by the index of the person. */
  readonly userIds: string[];
}

/** Starts the bare server. */
export async function startBareServer(): Promise<Server> {
  const token = 'load-token';
  const started = await PinnedProcess.start('bare-server.js', { TOKEN: token });
  const endpoint = { port: started.port, base: '/scim/v2/node', token };
  return { name: 'bare', process: started, endpoint, userIds: [] };
}
