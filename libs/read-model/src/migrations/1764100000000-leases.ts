import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const leases = new Table({
  name: 'leases',
  columns: [
    { name: 'name', type: 'text', isPrimary: true },
    { name: 'holder', type: 'text' },
    { name: 'expires_at', type: 'bigint' },
  ],
});

/** Who does what only one process may do, and until when, in milliseconds since 1970 by the database's clock. */
export class Leases1764100000000 implements MigrationInterface {
  readonly name = 'Leases1764100000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(leases);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(leases);
  }
}
