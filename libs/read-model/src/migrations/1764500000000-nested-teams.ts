import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

/** Teams within teams. */
export class NestedTeams1764500000000 implements MigrationInterface {
  readonly name = 'NestedTeams1764500000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const isPostgres = queryRunner.dataSource.options.type === 'postgres';
    const id = (name: string) => ({
      name,
      type: 'text',
      isPrimary: true,
      // By code point, as on SQLite, whatever the locale of the database.
      ...(isPostgres ? { collation: 'C' } : {}),
    });
    await queryRunner.createTable(
      new Table({
        name: 'nested_teams',
        columns: [id('team_id'), id('nested_team_id'), { name: 'ordinal', type: 'bigint' }],
        indices: [
          { name: 'nested_teams_by_nested', columnNames: ['nested_team_id'] },
          { name: 'nested_teams_in_order', columnNames: ['team_id', 'ordinal'] },
        ],
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('nested_teams');
  }
}
