import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How much of a category happened on a node in a day (UTC). */
@Entity('usage_counts')
export class UsageCountRow {
  @PrimaryColumn('text', { name: 'node_id' }) nodeId!: string;
  /** `YYYY-MM-DD`. */
  @PrimaryColumn('text') day!: string;
  @PrimaryColumn('text') category!: string;
  @Column('integer') count!: number;
}
