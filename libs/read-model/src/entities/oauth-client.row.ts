import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('oauth_clients')
export class OAuthClientRow {
  /** The `client_id` of RFC 6749. */
  @PrimaryColumn('text') id!: string;
  @Index('oauth_clients_by_method')
  @Column('text', { name: 'method_id' })
  methodId!: string;
  /** SHA-256, hexadecimal. */
  @Column('text', { name: 'secret_hash' }) secretHash!: string;
  @Column('text') label!: string;
  @Column('text', { name: 'created_at' }) createdAt!: string;
  /** When its secret was last replaced; null for the first one. */
  @Column('text', { name: 'rotated_at', nullable: true }) rotatedAt!: string | null;
}
