import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';

const columns: readonly TableColumn[] = [
  // The defaults are what the rows of methods would be made with: no rebuild is needed.
  new TableColumn({ name: 'strict', type: 'integer', default: 0 }),
  new TableColumn({ name: 'rate_limit', type: 'integer', isNullable: true }),
];

export class MethodSettings1764000001000 implements MigrationInterface {
  readonly name = 'MethodSettings1764000001000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.addColumns('methods', [...columns]);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropColumns('methods', [...columns]);
  }
}
