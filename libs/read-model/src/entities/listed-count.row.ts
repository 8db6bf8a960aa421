import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How many resources SCIM lists in a range of ordinals. */
@Entity('listed_counts')
export class ListedCountRow {
  @PrimaryColumn('text', { name: 'node_id' }) nodeId!: string;
  @PrimaryColumn('text', { name: 'resource_type' }) resourceType!: 'User' | 'Group';
  /** 0 for the largest ranges. */
  @PrimaryColumn('integer') level!: number;
  /** The ordinals divided by the size of a range. */
  @PrimaryColumn('bigint') bucket!: number;
  @Column('integer') count!: number;
}
