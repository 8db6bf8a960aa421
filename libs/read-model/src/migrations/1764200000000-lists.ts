import { type MigrationInterface, type QueryRunner, Table, TableColumn, TableIndex } from 'typeorm';

const key = (name: string, type: string) => ({ name, type, isPrimary: true });
const SEARCH = { name: 'search', type: 'text', default: "'{}'" };
const displayNames = new TableIndex({
  name: 'users_by_display_name',
  columnNames: ['node_id', 'display_name_key', 'listed'],
});

/** What lists need: the form in which resources are searched, counts by range, and the key that cursors are sealed with. */
export class Lists1764200000000 implements MigrationInterface {
  readonly name = 'Lists1764200000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const displayNameKey = { name: 'display_name_key', type: 'text', isNullable: true };
    await queryRunner.addColumns('users', [
      new TableColumn(displayNameKey),
      new TableColumn(SEARCH),
    ]);
    await queryRunner.createIndex('users', displayNames);
    await queryRunner.addColumn('teams', new TableColumn(SEARCH));
    await queryRunner.createTable(
      new Table({
        name: 'listed_counts',
        columns: [
          key('node_id', 'text'),
          key('resource_type', 'text'),
          key('level', 'integer'),
          key('bucket', 'bigint'),
          { name: 'count', type: 'integer' },
        ],
      }),
    );
    await queryRunner.createTable(
      new Table({
        name: 'sealing_keys',
        columns: [key('name', 'text'), { name: 'secret', type: 'text' }],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('sealing_keys');
    await queryRunner.dropTable('listed_counts');
    await queryRunner.dropColumn('teams', 'search');
    await queryRunner.dropIndex('users', displayNames);
    await queryRunner.dropColumns('users', ['search', 'display_name_key']);
  }
}
