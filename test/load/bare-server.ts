/**
 * The yardstick: a bare Fastify server that does a SCIM server's work on Maps in memory, and keeps nothing.
 * What a request needs anywhere is done here too: the token is checked, the body parsed and checked, names are unique,
 * versions rise, answers are SCIM. What Rollbook adds (a durable log, an audit log, read models) is not.
 *
 * Environment: PORT, TOKEN.
 */
import { hash, randomUUID, timingSafeEqual } from 'node:crypto';
import Fastify, { type FastifyReply } from 'fastify';

const core = 'urn:ietf:params:scim:schemas:core:2.0:';
const messages = 'urn:ietf:params:scim:api:messages:2.0:';

type Attributes = Record<string, unknown>;

interface Stored {
  readonly id: string;
  readonly location: string;
  readonly created: string;
  version: number;
  document: Attributes;
}

interface Team extends Stored {
  readonly members: Set<string>;
}

interface Operation {
  readonly op: string;
  readonly path?: string;
  readonly value?: unknown;
}

interface Query {
  readonly filter?: string;
  readonly startIndex?: string;
  readonly count?: string;
}

const users = new Map<string, Stored>();
const usersByName = new Map<string, Stored>();
const usersByEmail = new Map<string, Stored>();
const usersInOrder: Stored[] = [];
const teams = new Map<string, Team>();
const teamsByName = new Map<string, Team>();

const tokenHash = hash('sha256', process.env.TOKEN ?? '', 'buffer');
const app = Fastify({ logger: false });

app.addContentTypeParser('application/scim+json', { parseAs: 'string' }, (_request, body, done) => {
  try {
    done(null, JSON.parse(body.toString()));
  } catch {
    done(Object.assign(new Error('The body is not JSON.'), { statusCode: 400 }));
  }
});

app.addHook('onRequest', (request, reply, done) => {
  const authorization = request.headers.authorization ?? '';
  const token = authorization.startsWith('Bearer ') ? authorization.slice(7) : '';
  if (
    request.url === '/health/ready' ||
    timingSafeEqual(hash('sha256', token, 'buffer'), tokenHash)
  )
    done();
  else fail(reply, 401, 'The token is not known.');
});

app.setErrorHandler((error: { statusCode?: number; message: string }, _request, reply) =>
  fail(reply, error.statusCode ?? 500, error.message),
);

app.get('/health/ready', () => 'ready');

app.post<{ Body: Attributes; Params: { node: string } }>(
  '/scim/v2/:node/Users',
  (request, reply) => {
    const { userName } = request.body;
    if (typeof userName !== 'string' || userName === '')
      return fail(reply, 400, 'userName is required.', 'invalidValue');
    const key = userName.toLowerCase();
    if (usersByName.has(key)) return fail(reply, 409, `${userName} is taken.`, 'uniqueness');
    const user = create('User', `http://${request.host}${request.url}`, request.body);
    users.set(user.id, user);
    usersByName.set(key, user);
    const [email] = (request.body.emails ?? []) as { readonly value: string }[];
    if (email !== undefined) usersByEmail.set(email.value.toLowerCase(), user);
    usersInOrder.push(user);
    return send(reply.code(201).header('location', user.location), user);
  },
);

app.get<{ Querystring: Query }>('/scim/v2/:node/Users', ({ query }, reply) => {
  if (query.filter !== undefined) {
    const match = /^(userName|emails\.value) eq "([^"]+)"$/i.exec(query.filter);
    if (!match?.[2]) return fail(reply, 400, 'This filter is not understood.', 'invalidFilter');
    const index = match[1] === 'userName' ? usersByName : usersByEmail;
    const user = index.get(match[2].toLowerCase());
    return sendList(reply, user ? [user] : [], user ? 1 : 0, 1);
  }
  const startIndex = Math.max(1, Number(query.startIndex ?? 1));
  const count = Math.max(0, Number(query.count ?? 100));
  const page = usersInOrder.slice(startIndex - 1, startIndex - 1 + count);
  return sendList(reply, page, usersInOrder.length, startIndex);
});

app.get<{ Params: { id: string } }>('/scim/v2/:node/Users/:id', ({ params }, reply) => {
  const user = users.get(params.id);
  return user ? send(reply, user) : fail(reply, 404, `There is no user ${params.id}.`);
});

app.patch<{ Params: { id: string }; Body: { Operations: Operation[] } }>(
  '/scim/v2/:node/Users/:id',
  ({ params, body }, reply) => {
    const user = users.get(params.id);
    if (!user) return fail(reply, 404, `There is no user ${params.id}.`);
    const changed: Attributes = {};
    for (const { op, path, value } of body.Operations) {
      if (op.toLowerCase() !== 'replace')
        return fail(reply, 400, `op ${op} is not understood.`, 'invalidSyntax');
      Object.assign(changed, path === undefined ? value : { [path]: value });
    }
    user.version++;
    user.document = document('User', user, { ...user.document, ...changed });
    return send(reply, user);
  },
);

app.post<{ Body: Attributes }>('/scim/v2/:node/Groups', (request, reply) => {
  const stored = create('Group', `http://${request.host}${request.url}`, request.body);
  const team: Team = { ...stored, members: new Set() };
  teams.set(team.id, team);
  teamsByName.set(String(request.body.displayName).toLowerCase(), team);
  return send(reply.code(201).header('location', team.location), team);
});

app.get<{ Querystring: Query }>('/scim/v2/:node/Groups', ({ query }, reply) => {
  const name = /^displayName eq "([^"]+)"$/i.exec(query.filter ?? '')?.[1];
  if (name === undefined) {
    return fail(reply, 400, 'This filter is not understood.', 'invalidFilter');
  }
  // The members are not in the document.
  const team = teamsByName.get(name.toLowerCase());
  return sendList(reply, team ? [team] : [], team ? 1 : 0, 1);
});

app.patch<{ Params: { id: string }; Body: { Operations: Operation[] } }>(
  '/scim/v2/:node/Groups/:id',
  ({ params, body }, reply) => {
    const team = teams.get(params.id);
    if (!team) return fail(reply, 404, `There is no group ${params.id}.`);
    for (const { op, value } of body.Operations) {
      for (const member of value as { value: string }[]) {
        if (op.toLowerCase() === 'remove') team.members.delete(member.value);
        else team.members.add(member.value);
      }
    }
    team.version++;
    return reply.code(204).send();
  },
);

function create(resourceType: string, collection: string, attributes: Attributes): Stored {
  const id = randomUUID();
  const stored: Stored = {
    id,
    location: `${collection}/${id}`,
    created: new Date().toISOString(),
    version: 1,
    document: {},
  };
  stored.document = document(resourceType, stored, attributes);
  return stored;
}

function document(resourceType: string, stored: Stored, attributes: Attributes): Attributes {
  return {
    schemas: [core + resourceType],
    ...attributes,
    id: stored.id,
    meta: {
      resourceType,
      created: stored.created,
      lastModified: new Date().toISOString(),
      location: stored.location,
      version: etag(stored),
    },
  };
}

function etag(stored: Stored): string {
  return `W/"${stored.version}"`;
}

function send(reply: FastifyReply, stored: Stored) {
  return reply
    .header('etag', etag(stored))
    .type('application/scim+json')
    .send(JSON.stringify(stored.document));
}

function sendList(reply: FastifyReply, page: Stored[], totalResults: number, startIndex: number) {
  return reply.type('application/scim+json').send(
    JSON.stringify({
      schemas: [`${messages}ListResponse`],
      totalResults,
      startIndex,
      itemsPerPage: page.length,
      Resources: page.map((stored) => stored.document),
    }),
  );
}

function fail(reply: FastifyReply, status: number, detail: string, scimType?: string) {
  return reply
    .code(status)
    .type('application/scim+json')
    .send(
      JSON.stringify({
        schemas: [`${messages}Error`],
        status: `${status}`,
        detail,
        ...(scimType && { scimType }),
      }),
    );
}

process.once('SIGTERM', () => void app.close());
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
