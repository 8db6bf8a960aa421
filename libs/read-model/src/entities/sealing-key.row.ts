import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What is sealed for clients to bring back, like a cursor, is sealed with a key that outlives a restart. */
@Entity('sealing_keys')
export class SealingKeyRow {
  @PrimaryColumn('text') name!: string;
  @Column('text') secret!: string;
}
