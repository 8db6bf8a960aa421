import type { AdminClient, AuditEntry, User } from '#testing';
import type { Played, PlayedNode } from './play.js';
import { table } from './table.js';

const STATES = ['invited', 'active', 'locked', 'deprovisioned'] as const;
const SAMPLES_PER_STATE = 2;
const AUDIT_LINES = 12;
const WIDEST_CELL = 44;

/** Shows what came out of the play, read back through the admin API. */
export async function report(admin: AdminClient, { nodes }: Played): Promise<string> {
  return [
    await usersByState(admin, nodes),
    await teams(admin, nodes),
    await auditLog(admin, nodes),
    await usage(admin, nodes),
  ].join('\n\n');
}

async function usersByState(admin: AdminClient, nodes: readonly PlayedNode[]): Promise<string> {
  const all = await Promise.all(
    nodes.map(async ({ id, scene }) => ({ scene, users: await admin.users(id) })),
  );
  const counts = all.map(({ scene, users }) => [
    scene.node,
    scene.idpName,
    scene.profile,
    ...STATES.map((state) => String(users.filter((user) => user.state === state).length)),
  ]);
  const samples = STATES.flatMap((state) =>
    all
      .flatMap(({ scene, users }) => users.map((user) => ({ scene, user })))
      .filter(({ user }) => user.state === state)
      .slice(0, SAMPLES_PER_STATE)
      .map(({ scene, user }) => [user.state, user.userName, nameOf(user), scene.node]),
  );
  return [
    'Users: how many of each state a node has, and some of them',
    table(['node', 'identity provider', 'profile', ...STATES], counts),
    '',
    table(['state', 'user name', 'display name', 'node'], samples),
  ].join('\n');
}

function nameOf(user: User): string {
  return user.displayName ?? '';
}

async function teams(admin: AdminClient, nodes: readonly PlayedNode[]): Promise<string> {
  const rows = await Promise.all(
    nodes.map(async ({ id, scene }) =>
      (await admin.teams(id)).map(({ displayName, members }) => [
        displayName,
        scene.node,
        String(members.active),
        String(members.pending),
      ]),
    ),
  );
  return [
    'Teams: a membership is pending until the person has registered and somebody approved it',
    table(['team', 'node', 'active', 'pending'], rows.flat()),
  ].join('\n');
}

async function auditLog(admin: AdminClient, nodes: readonly PlayedNode[]): Promise<string> {
  const nodeNames = new Map(nodes.map(({ id, scene }) => [id, scene.node]));
  const entries = await admin.audit();
  return [
    `Audit log: the newest ${AUDIT_LINES} of ${entries.length} entries`,
    table(
      ['time', 'what', 'node', 'whom or what', 'change or reason'],
      entries
        .slice(0, AUDIT_LINES)
        .map((entry) => [
          entry.occurredAt.slice(11, 19),
          entry.displayName,
          nodeNames.get(entry.nodeId ?? '') ?? '',
          entry.target?.userName ?? '',
          shortened(entry.outcome === 'failure' ? failure(entry) : changes(entry)),
        ]),
    ),
  ].join('\n');
}

function failure({ status, scimType, reason }: AuditEntry): string {
  return [status, scimType, reason].filter(Boolean).join(' ');
}

function changes(entry: AuditEntry): string {
  return entry.changes
    .map(({ attribute, from, to }) => `${shortName(attribute)}: ${words(from)} -> ${words(to)}`)
    .join('; ');
}

/** An extension's attribute without its URN. */
function shortName(attribute: string): string {
  return attribute.slice(attribute.lastIndexOf(':') + 1);
}

function words(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function shortened(text: string): string {
  return text.length <= WIDEST_CELL ? text : `${text.slice(0, WIDEST_CELL - 3)}...`;
}

async function usage(admin: AdminClient, nodes: readonly PlayedNode[]): Promise<string> {
  const usages = await Promise.all(nodes.map(({ id }) => admin.usage(id)));
  const categories = usages[0]?.categories ?? [];
  const rows = categories.map(({ category, displayName }) => {
    const totals = usages.map(
      (usage) => usage.categories.find((one) => one.category === category)?.total ?? 0,
    );
    const sum = totals.reduce((left, right) => left + right, 0);
    return [displayName, ...totals.map(String), String(sum)];
  });
  return [
    'Usage: what each node did in the last 30 days',
    table(['category', ...nodes.map(({ scene }) => scene.node), 'all'], rows),
  ].join('\n');
}
