import { isDeepStrictEqual } from 'node:util';
import { type AdminClient, type ScimAnswer, ScimClient, SCIM_ERROR } from '#testing';
import type { FuzzRequest } from './requests.js';

/** No answer to one request may take longer, in milliseconds, nor be longer, in characters. */
const LIMITS = { milliseconds: 10_000, characters: 4_000_000 };

/** What the resources looked at are known to be, so that a refused request can be shown to have changed none. */
interface Known {
  readonly user: string;
  readonly group: string;
  readonly state: unknown;
}

/** A node whose IdP sends anything. */
export class FuzzTarget {
  private known: Known | undefined;
  private made = 0;

  private constructor(private readonly scim: ScimClient) {}

  static async create(admin: AdminClient, profile: 'keeper' | 'standard'): Promise<FuzzTarget> {
    const organisation = await admin.createOrganisation('Fuzz');
    const node = await admin.createNode(organisation.id, 'Fuzz');
    const method = await admin.createMethod(node.id, { profile, idp: 'other' });
    await admin.changeMethod(node.id, 'activate');
    return new FuzzTarget(new ScimClient(method.tenantUrl, method.token?.secret ?? ''));
  }

  /** @throws when the answer is one that no client may ever get */
  async check(request: FuzzRequest): Promise<void> {
    this.known ??= await this.renew();
    const { user, group, state } = this.known;
    const path = request.path.replace('{user}', user).replace('{group}', group);
    const started = performance.now();
    const answer = await this.scim.send({ ...request, path });
    const milliseconds = performance.now() - started;
    const { status, text } = answer;
    if (milliseconds > LIMITS.milliseconds) throw new Error(`took ${milliseconds} ms`);
    if (text.length > LIMITS.characters) throw new Error(`has ${text.length} characters`);
    // RFC 7644 section 3.11: 501 for what is known, and not offered.
    if (status >= 500 && status !== 501) throw new Error(`answered ${status} ${text}`);
    if (text.includes('polluted') && status < 300) throw new Error('a prototype key was kept');
    if (status >= 400) checkError(request, answer);
    const writes = !['GET', 'HEAD', 'OPTIONS'].includes(request.method);
    if (!writes) return;
    const after = await this.stateOf(user, group);
    if (status >= 400 && !isDeepStrictEqual(after, state)) {
      throw new Error(`refused with ${status}, and changed ${JSON.stringify([state, after])}`);
    }
    this.known = hasBoth(after) ? { user, group, state: after } : undefined;
  }

  private async renew(): Promise<Known> {
    const userName = `target${(this.made += 1)}.${process.pid}@example.com`;
    const body = { userName, displayName: userName, emails: [{ value: userName, type: 'work' }] };
    const { id: user = '' } = (await this.scim.post('/Users', body)).body;
    const members = [{ value: user }];
    const posted = await this.scim.post('/Groups', { displayName: userName, members });
    const { id: group = '' } = posted.body;
    const state = await this.stateOf(user, group);
    if (!hasBoth(state)) throw new Error(`no target could be made: ${JSON.stringify(state)}`);
    return { user, group, state };
  }

  /** Both resources, and how many there are of each type. */
  private stateOf(user: string, group: string): Promise<readonly unknown[]> {
    return Promise.all([
      this.scim.get(`/Users/${user}`).then(seen),
      this.scim.get(`/Groups/${group}`).then(seen),
      this.scim.get('/Users?count=0').then(({ body }) => body.totalResults),
      this.scim.get('/Groups?count=0').then(({ body }) => body.totalResults),
    ]);
  }
}

function seen({ status, text }: ScimAnswer): string | undefined {
  return status === 200 ? text : undefined;
}

function hasBoth(state: unknown): boolean {
  return Array.isArray(state) && state[0] !== undefined && state[1] !== undefined;
}

function checkError({ method }: FuzzRequest, { status, text, body, headers }: ScimAnswer): void {
  if (method === 'HEAD') return;
  const isScim = headers['content-type']?.startsWith('application/scim+json') === true;
  const said = isScim && body.status === String(status) && body.schemas?.[0] === SCIM_ERROR;
  if (!said) throw new Error(`answered ${status} without a SCIM error: ${text}`);
}
