import type {
  AuditEntry,
  ClientCredentials,
  IssuedToken,
  Membership,
  MethodSettings,
  NewProvisioningMethod,
  OAuthClient,
  Organisation,
  OrganisationNode,
  ProvisioningMethod,
  Team,
  Token,
  Usage,
  User,
} from './admin-types.js';
import {
  exchange,
  type Headers,
  type HttpAnswer,
  type HttpMethod,
  UnexpectedAnswerError,
} from './http.js';

/** Who approves a membership. */
export interface Approver {
  readonly kind: 'administrator' | 'member';
  readonly userId?: string;
}

/**
 * The administrator: the admin API with one key. Its methods reject with {@link UnexpectedAnswerError} when the answer is
 * not the good one; {@link AdminClient.send} gives any answer.
 */
export class AdminClient {
  constructor(
    readonly baseUrl: string,
    private readonly key: string,
  ) {}

  /** Sends a request below `/admin/v1` with the key, unless the headers bring their own `authorization`. */
  send(
    method: HttpMethod,
    path: string,
    body?: unknown,
    headers: Headers = {},
  ): Promise<HttpAnswer<unknown>> {
    const authorised = { authorization: `Bearer ${this.key}`, ...headers };
    const url = `${this.baseUrl}/admin/v1`;
    if (body === undefined) return exchange(url, { method, path, headers: authorised });
    return exchange(url, {
      method,
      path,
      headers: { 'content-type': 'application/json', ...authorised },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  async createOrganisation(name: string): Promise<Organisation> {
    return (await this.post('/organisations', 201, { name })) as Organisation;
  }

  async createNode(
    organisationId: string,
    name: string,
    parentId?: string,
  ): Promise<OrganisationNode> {
    const body = parentId === undefined ? { name } : { name, parentId };
    return (await this.post(
      `/organisations/${organisationId}/nodes`,
      201,
      body,
    )) as OrganisationNode;
  }

  /** Creates the method as a draft. The only answer that ever holds the token's secret. */
  async createMethod(nodeId: string, method: NewProvisioningMethod): Promise<ProvisioningMethod> {
    const path = `/nodes/${nodeId}/provisioning-method`;
    return (await this.post(path, 201, method)) as ProvisioningMethod;
  }

  async readMethod(nodeId: string): Promise<ProvisioningMethod> {
    return (await this.get(`/nodes/${nodeId}/provisioning-method`)) as ProvisioningMethod;
  }

  async changeMethod(
    nodeId: string,
    transition: 'activate' | 'pause' | 'resume',
  ): Promise<ProvisioningMethod> {
    const path = `/nodes/${nodeId}/provisioning-method/${transition}`;
    return (await this.post(path, 200)) as ProvisioningMethod;
  }

  async changeSettings(nodeId: string, settings: MethodSettings): Promise<ProvisioningMethod> {
    const path = `/nodes/${nodeId}/provisioning-method`;
    return (await this.call('PATCH', path, 200, settings)) as ProvisioningMethod;
  }

  async deleteMethod(nodeId: string): Promise<void> {
    await this.call('DELETE', `/nodes/${nodeId}/provisioning-method`, 204);
  }

  async tokens(nodeId: string): Promise<readonly Token[]> {
    const answer = await this.get(`/nodes/${nodeId}/provisioning-method/tokens`);
    return (answer as { tokens: Token[] }).tokens;
  }

  /** Makes another token. The only answer that ever holds its secret. */
  async issueToken(
    nodeId: string,
    token: { readonly label?: string; readonly expiresAt?: string } = {},
  ): Promise<IssuedToken> {
    const path = `/nodes/${nodeId}/provisioning-method/tokens`;
    return (await this.post(path, 201, token)) as IssuedToken;
  }

  async revokeToken(nodeId: string, tokenId: string): Promise<void> {
    await this.call('DELETE', `/nodes/${nodeId}/provisioning-method/tokens/${tokenId}`, 204);
  }

  async oauthClients(nodeId: string): Promise<readonly OAuthClient[]> {
    const answer = await this.get(`/nodes/${nodeId}/provisioning-method/oauth-clients`);
    return (answer as { clients: OAuthClient[] }).clients;
  }

  /** Makes an OAuth client. The only answer that ever holds this secret of it. */
  async registerOAuthClient(nodeId: string, label?: string): Promise<ClientCredentials> {
    const path = `/nodes/${nodeId}/provisioning-method/oauth-clients`;
    return (await this.post(path, 201, label === undefined ? {} : { label })) as ClientCredentials;
  }

  async rotateClientSecret(nodeId: string, clientId: string): Promise<ClientCredentials> {
    const path = `/nodes/${nodeId}/provisioning-method/oauth-clients/${clientId}/rotate`;
    return (await this.post(path, 200)) as ClientCredentials;
  }

  async revokeOAuthClient(nodeId: string, clientId: string): Promise<void> {
    await this.call(
      'DELETE',
      `/nodes/${nodeId}/provisioning-method/oauth-clients/${clientId}`,
      204,
    );
  }

  /** All users of a node, from all pages. */
  async users(nodeId: string): Promise<readonly User[]> {
    return (await this.list(`/nodes/${nodeId}/users`, 'users')) as User[];
  }

  /** All teams of a node, from all pages. */
  async teams(nodeId: string): Promise<readonly Team[]> {
    return (await this.list(`/nodes/${nodeId}/teams`, 'teams')) as Team[];
  }

  /** All memberships of a team, or those in one state. */
  async memberships(teamId: string, state?: Membership['state']): Promise<readonly Membership[]> {
    const query = state === undefined ? {} : { state };
    return (await this.list(`/teams/${teamId}/memberships`, 'memberships', query)) as Membership[];
  }

  /** The product tells that the invited person has registered. */
  async register(userId: string): Promise<User> {
    return (await this.post(`/users/${userId}/register`, 200)) as User;
  }

  async approve(
    teamId: string,
    userId: string,
    approvedBy: Approver = { kind: 'administrator' },
  ): Promise<Membership> {
    const path = `/teams/${teamId}/memberships/${userId}/approve`;
    return (await this.post(path, 200, { approvedBy })) as Membership;
  }

  async decline(teamId: string, userId: string): Promise<void> {
    await this.post(`/teams/${teamId}/memberships/${userId}/decline`, 200, {});
  }

  /** The whole audit log that a query finds, newest first; parameters as the API names them. */
  async audit(query: Readonly<Record<string, string>> = {}): Promise<readonly AuditEntry[]> {
    return (await this.list('/audit', 'entries', query)) as AuditEntry[];
  }

  async usage(nodeId: string, days = 30): Promise<Usage> {
    return (await this.get(`/nodes/${nodeId}/usage?days=${days}`)) as Usage;
  }

  private async list(
    path: string,
    items: string,
    query: Readonly<Record<string, string>> = {},
  ): Promise<unknown[]> {
    const found: unknown[] = [];
    const parameters = new URLSearchParams(query);
    for (;;) {
      const page = (await this.get(`${path}?${parameters.toString()}`)) as Record<string, unknown>;
      found.push(...(page[items] as unknown[]));
      const { nextCursor } = page;
      if (typeof nextCursor !== 'string') return found;
      parameters.set('cursor', nextCursor);
    }
  }

  private get(path: string): Promise<unknown> {
    return this.call('GET', path, 200);
  }

  private post(path: string, expected: number, body?: unknown): Promise<unknown> {
    return this.call('POST', path, expected, body);
  }

  private async call(
    method: HttpMethod,
    path: string,
    expected: number,
    body?: unknown,
  ): Promise<unknown> {
    const answer = await this.send(method, path, body);
    if (answer.status === expected) return answer.body;
    throw new UnexpectedAnswerError({ method, path }, expected, answer);
  }
}
