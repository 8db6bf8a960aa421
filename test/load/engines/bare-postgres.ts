/**
 * The yardstick for reads on Postgres: a bare Fastify handler that runs the same look-ups with `pg`, on the tables that
 * Rollbook has filled, and sends what it finds.
 *
 * Environment: PORT, DATABASE_URL, NODE_ID.
 */
import Fastify from 'fastify';
import pg from 'pg';

const teams = `(SELECT coalesce(json_agg(json_build_array(t.id, t.display_name, m.active, m.ordinal)), '[]')::text
  FROM memberships m JOIN teams t ON t.id = m.team_id WHERE m.user_id = u.id) AS teams`;
const select = `SELECT u.id, u.ordinal, u.revision, u.document, ${teams}
  FROM users u WHERE u.node_id = $1 AND u.listed = 1`;

interface Row {
  readonly document: string;
}

const node = process.env['NODE_ID'] ?? '';
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 16 });
const look = async (name: string, condition: string, key: string) => {
  const text = `${select} AND ${condition} = $2 LIMIT 1`;
  return (await pool.query<Row>({ name, text, values: [node, key] })).rows[0];
};

const app = Fastify({ logger: false });
app.get('/health/ready', () => 'ready');
app.get<{ Querystring: { filter: string } }>('/scim/v2/node/Users', async ({ query }, reply) => {
  const name = /^userName eq "(.*)"$/.exec(query.filter)?.[1] ?? '';
  const row = await look('match', 'u.user_name_key', name.toLowerCase());
  const list = `{"totalResults":${row === undefined ? 0 : 1},"Resources":[${row?.document ?? ''}]}`;
  return reply.type('application/scim+json').send(list);
});
app.get<{ Params: { id: string } }>('/scim/v2/node/Users/:id', async ({ params }, reply) => {
  const row = await look('read', 'u.id', params.id);
  return reply
    .status(row === undefined ? 404 : 200)
    .type('application/scim+json')
    .send(row?.document ?? '');
});

process.once('SIGTERM', () => void app.close().then(() => pool.end()));
await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) });
