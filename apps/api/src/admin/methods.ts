import type { IssuedCredentials, IssuedToken } from '#application';
import { refuse, RefusedError } from '#kernel';
import type { MethodView } from '#read-model';
import { tokenUrl } from '../oauth/oauth-paths.js';
import type { Runtime } from '../runtime.js';
import { methodView } from './fold-views.js';
import { findNode } from './nodes.controller.js';
import { type ClientCredentialsBody, type IssuedTokenBody, oauthClientBody } from './views.js';

/** @throws RefusedError when there is no such node, or it has no provisioning method */
export async function findMethod(runtime: Runtime, nodeId: string): Promise<MethodView> {
  await findNode(runtime, nodeId);
  const view = await runtime.administration.method(nodeId);
  if (view === null) {
    throw new RefusedError(refuse('method-not-found', 'the node has no provisioning method'));
  }
  return view;
}

/** A token with its secret, which is shown here and never again. */
export function issuedTokenBody({ method, token: { id, secret } }: IssuedToken): IssuedTokenBody {
  const token = methodView(method).tokens.find((each) => each.id === id);
  if (token === undefined) throw new Error('the issued token is absent');
  return { ...token, secret };
}

/** A client with its secret, which is shown here and never again. */
export function credentialsBody(
  { method, credentials }: IssuedCredentials,
  publicUrl: string,
): ClientCredentialsBody {
  const client = methodView(method).clients.find(({ id }) => id === credentials.clientId);
  if (client === undefined) throw new Error('the client of the credentials is absent');
  return { ...oauthClientBody(client), ...credentials, tokenUrl: tokenUrl(publicUrl) };
}
