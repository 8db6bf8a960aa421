import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far a projection or a process manager has come. */
@Entity('checkpoints')
export class CheckpointRow {
  @PrimaryColumn('text') name!: string;
  /** The version of the code that filled the rows; another one begins anew. */
  @Column('integer') version!: number;
  @Column('bigint') position!: number;
}
