import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('tokens')
export class TokenRow {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'method_id' }) methodId!: string;
  /** SHA-256, hexadecimal. */
  @Index('tokens_by_hash', { unique: true })
  @Column('text')
  hash!: string;
  @Column('text') label!: string;
  @Column('text', { name: 'created_at' }) createdAt!: string;
  /** When it ends by itself, ISO 8601; null for never. */
  @Column('text', { name: 'expires_at', nullable: true }) expiresAt!: string | null;
}
