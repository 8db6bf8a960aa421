import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions } from 'typeorm';

const text = (name: string): TableColumnOptions => ({ name, type: 'text' });
const optional = (name: string): TableColumnOptions => ({ name, type: 'text', isNullable: true });
const integer = (name: string): TableColumnOptions => ({ name, type: 'integer' });
const bigint = (name: string): TableColumnOptions => ({ name, type: 'bigint' });
const key = (column: TableColumnOptions): TableColumnOptions => ({ ...column, isPrimary: true });
const index = (name: string, ...columnNames: string[]) => ({ name, columnNames });
const unique = (name: string, ...columnNames: string[]) => ({ name, columnNames, isUnique: true });

/** The read models, in terms that every engine knows. */
const tables: readonly Table[] = [
  new Table({
    name: 'organisations',
    columns: [key(text('id')), text('name'), text('created_at')],
  }),
  new Table({
    name: 'nodes',
    columns: [
      key(text('id')),
      text('organisation_id'),
      optional('parent_id'),
      text('name'),
      text('created_at'),
    ],
    indices: [index('nodes_by_organisation', 'organisation_id')],
  }),
  new Table({
    name: 'methods',
    columns: [
      key(text('id')),
      text('node_id'),
      text('organisation_id'),
      text('profile'),
      text('idp'),
      optional('label'),
      text('state'),
      text('created_at'),
      optional('activated_at'),
    ],
    indices: [index('methods_by_node', 'node_id')],
  }),
  new Table({
    name: 'tokens',
    columns: [key(text('id')), text('method_id'), text('hash'), text('label'), text('created_at')],
    indices: [unique('tokens_by_hash', 'hash')],
  }),
  new Table({
    name: 'api_keys',
    columns: [key(text('id')), text('role'), text('hash'), text('label'), text('created_at')],
    indices: [unique('api_keys_by_hash', 'hash')],
  }),
  new Table({
    name: 'users',
    columns: [
      key(text('id')),
      text('organisation_id'),
      text('node_id'),
      bigint('ordinal'),
      text('user_name'),
      text('user_name_key'),
      optional('external_id'),
      text('state'),
      integer('listed'),
      integer('revision'),
      text('created_at'),
      text('changed_at'),
      text('account'),
      text('document'),
    ],
    indices: [
      index('users_by_name', 'node_id', 'user_name_key', 'listed'),
      index('users_by_external_id', 'node_id', 'external_id', 'listed'),
      index('users_in_order', 'node_id', 'listed', 'ordinal'),
    ],
  }),
  new Table({
    name: 'user_emails',
    columns: [key(text('user_id')), key(text('email_key')), text('node_id')],
    indices: [index('user_emails_by_address', 'node_id', 'email_key')],
  }),
  new Table({
    name: 'teams',
    columns: [
      key(text('id')),
      text('organisation_id'),
      text('node_id'),
      bigint('ordinal'),
      text('display_name'),
      text('display_name_key'),
      optional('external_id'),
      integer('revision'),
      text('created_at'),
      text('changed_at'),
      text('document'),
    ],
    indices: [
      index('teams_by_name', 'node_id', 'display_name_key'),
      index('teams_by_external_id', 'node_id', 'external_id'),
      index('teams_in_order', 'node_id', 'ordinal'),
    ],
  }),
  new Table({
    name: 'memberships',
    columns: [
      key(text('team_id')),
      key(text('user_id')),
      bigint('ordinal'),
      integer('approved'),
      integer('active'),
      text('requested_at'),
    ],
    indices: [
      index('memberships_by_user', 'user_id'),
      index('memberships_in_order', 'team_id', 'ordinal'),
    ],
  }),
  new Table({
    name: 'audit_entries',
    columns: [
      key(bigint('position')),
      text('id'),
      text('occurred_at'),
      text('category'),
      text('display_name'),
      text('event_type'),
      text('outcome'),
      text('organisation_id'),
      optional('node_id'),
      optional('method_id'),
      optional('idp'),
      text('actor_kind'),
      text('actor_id'),
      text('actor_label'),
      optional('client_address'),
      optional('user_agent'),
      optional('dialect'),
      optional('operation'),
      optional('target_kind'),
      optional('target_id'),
      optional('target_name'),
      optional('target_external_id'),
      text('changes'),
      { ...integer('status'), isNullable: true },
      optional('scim_type'),
      optional('reason'),
      text('request_id'),
      integer('count'),
    ],
    indices: [
      index('audit_entries_by_time', 'occurred_at'),
      index('audit_entries_by_node', 'node_id', 'position'),
      index('audit_entries_by_target', 'target_id', 'position'),
    ],
  }),
  new Table({
    name: 'usage_counts',
    columns: [key(text('node_id')), key(text('day')), key(text('category')), integer('count')],
  }),
  new Table({
    name: 'checkpoints',
    columns: [key(text('name')), integer('version'), bigint('position')],
  }),
  new Table({
    name: 'method_activity',
    columns: [key(text('method_id')), text('last_request_at')],
  }),
];

/** Texts are compared by their code points on every engine: on Postgres, the server's language would decide. */
function collated(queryRunner: QueryRunner, table: Table): Table {
  if (queryRunner.dataSource.options.type !== 'postgres') return table;
  const copy = table.clone();
  for (const column of copy.columns) if (column.type === 'text') column.collation = 'C';
  return copy;
}

export class Initial1764000000000 implements MigrationInterface {
  readonly name = 'Initial1764000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of tables) await queryRunner.createTable(collated(queryRunner, table));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of [...tables].reverse()) await queryRunner.dropTable(table);
  }
}
