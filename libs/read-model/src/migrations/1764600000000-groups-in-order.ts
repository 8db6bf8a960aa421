import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const BY_MEMBER = [
  { table: 'memberships', name: 'memberships_by_user', column: 'user_id' },
  { table: 'nested_teams', name: 'nested_teams_by_nested', column: 'nested_team_id' },
] as const;

/** The groups that somebody is in are read in order, a portion after the other, however many they are. */
export class GroupsInOrder1764600000000 implements MigrationInterface {
  readonly name = 'GroupsInOrder1764600000000';

  up(queryRunner: QueryRunner): Promise<void> {
    return replaceIndexes(queryRunner, (column) => [column, 'ordinal']);
  }

  down(queryRunner: QueryRunner): Promise<void> {
    return replaceIndexes(queryRunner, (column) => [column]);
  }
}

async function replaceIndexes(
  queryRunner: QueryRunner,
  columns: (column: string) => string[],
): Promise<void> {
  for (const { table, name, column } of BY_MEMBER) {
    await queryRunner.dropIndex(table, name);
    const index = new TableIndex({ name, columnNames: columns(column) });
    await queryRunner.createIndex(table, index);
  }
}
