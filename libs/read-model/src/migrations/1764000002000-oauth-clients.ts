import { type MigrationInterface, type QueryRunner, Table, TableColumn } from 'typeorm';

const expiry = new TableColumn({ name: 'expires_at', type: 'text', isNullable: true });

const clients = new Table({
  name: 'oauth_clients',
  columns: [
    { name: 'id', type: 'text', isPrimary: true },
    { name: 'method_id', type: 'text' },
    { name: 'secret_hash', type: 'text' },
    { name: 'label', type: 'text' },
    { name: 'created_at', type: 'text' },
    { name: 'rotated_at', type: 'text', isNullable: true },
  ],
  indices: [{ name: 'oauth_clients_by_method', columnNames: ['method_id'] }],
});

/** Tokens that end by themselves, and OAuth clients: no event of before has either, so no rebuild is needed. */
export class OAuthClients1764000002000 implements MigrationInterface {
  readonly name = 'OAuthClients1764000002000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.addColumn('tokens', expiry);
    await queryRunner.createTable(clients);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(clients);
    await queryRunner.dropColumn('tokens', expiry);
  }
}
