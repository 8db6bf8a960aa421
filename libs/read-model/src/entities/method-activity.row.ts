import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When an IdP last called; kept beside the read models, for it is no fact that the log holds. */
@Entity('method_activity')
export class MethodActivityRow {
  @PrimaryColumn('text', { name: 'method_id' }) methodId!: string;
  @Column('text', { name: 'last_request_at' }) lastRequestAt!: string;
}
