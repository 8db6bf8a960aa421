import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';

const key = (name: string, type: string) => ({ name, type, isPrimary: true });
const SEARCH = `ADD COLUMN search text NOT NULL DEFAULT '{}'`;
const displayNames = new TableIndex({
  name: 'users_by_display_name',
  columnNames: ['node_id', 'display_name_key', 'listed'],
});

/** What lists need: the form in which resources are searched, counts by range, and the key that cursors are sealed with. */
export class Lists1764200000000 implements MigrationInterface {
  readonly name = 'Lists1764200000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    // In plain words, which both engines know: TypeORM would make a copy of each SQLite table for this.
    for (const column of [
      `users ADD COLUMN display_name_key text`,
      `users ${SEARCH}`,
      `teams ${SEARCH}`,
    ]) {
      await queryRunner.query(`ALTER TABLE ${column}`);
    }
    await queryRunner.createIndex('users', displayNames);
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
    await queryRunner.dropIndex('users', displayNames);
    for (const column of ['teams DROP COLUMN search', 'users DROP COLUMN search']) {
      await queryRunner.query(`ALTER TABLE ${column}`);
    }
    await queryRunner.query('ALTER TABLE users DROP COLUMN display_name_key');
  }
}
