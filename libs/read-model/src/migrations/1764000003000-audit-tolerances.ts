import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';

// The default is what the rows of earlier events would be made with: no rebuild is needed.
const column = new TableColumn({ name: 'tolerances', type: 'text', default: "'[]'" });

export class AuditTolerances1764000003000 implements MigrationInterface {
  readonly name = 'AuditTolerances1764000003000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.addColumn('audit_entries', column);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropColumn('audit_entries', column);
  }
}
