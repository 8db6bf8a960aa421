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
}
