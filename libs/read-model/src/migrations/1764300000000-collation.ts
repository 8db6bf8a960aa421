import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Columns of the tables that are there, as this release finds them. */
const OTHERWISE = `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
  WHERE table_schema = current_schema() AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'`;

/**
 * Text that came with later migrations than the first compares by code point too, as on SQLite: whatever the locale of
 * the database, an order and an index then mean the same.
 */
export class Collation1764300000000 implements MigrationInterface {
  readonly name = 'Collation1764300000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    if (queryRunner.dataSource.options.type !== 'postgres') return;
    const columns = (await queryRunner.query(OTHERWISE)) as { table: string; column: string }[];
    for (const { table, column } of columns) {
      await queryRunner.query(
        `ALTER TABLE "${table}" ALTER COLUMN "${column}" TYPE text COLLATE "C"`,
      );
    }
  }

  /** Nothing: the release before reads these columns as well. */
  down(): Promise<void> {
    return Promise.resolve();
  }
}
