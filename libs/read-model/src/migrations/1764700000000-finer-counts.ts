import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many ordinals a range holds, by level. */
const BEFORE = [2 ** 32, 2 ** 23, 2 ** 14];
const AFTER = [2 ** 32, 2 ** 22, 2 ** 18, 2 ** 14, 2 ** 10];

/** Counts of smaller ranges, so that a page at an offset passes over a hundred resources where it passed over thousands. */
export class FinerCounts1764700000000 implements MigrationInterface {
  readonly name = 'FinerCounts1764700000000';

  up(queryRunner: QueryRunner): Promise<void> {
    return count(queryRunner, AFTER);
  }

  down(queryRunner: QueryRunner): Promise<void> {
    return count(queryRunner, BEFORE);
  }
}

async function count(queryRunner: QueryRunner, sizes: readonly number[]): Promise<void> {
  await queryRunner.query('DELETE FROM listed_counts');
  for (const [level, size] of sizes.entries()) {
    for (const [type, listed] of [
      ['User', 'users WHERE listed = 1'],
      ['Group', 'teams'],
    ]) {
      await queryRunner.query(
        `INSERT INTO listed_counts (node_id, resource_type, level, bucket, count)
          SELECT node_id, '${type}', ${level}, ordinal / ${size}, COUNT(*) FROM ${listed}
          GROUP BY node_id, ordinal / ${size}`,
      );
    }
  }
}
