import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('api_keys')
export class ApiKeyRow {
  @PrimaryColumn('text') id!: string;
  @Column('text') role!: 'owner';
  /** SHA-256, hexadecimal. */
  @Index('api_keys_by_hash', { unique: true })
  @Column('text')
  hash!: string;
  @Column('text') label!: string;
  @Column('text', { name: 'created_at' }) createdAt!: string;
}
