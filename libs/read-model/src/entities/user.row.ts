import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('users')
@Index('users_by_name', ['nodeId', 'userNameKey', 'listed'])
@Index('users_by_external_id', ['nodeId', 'externalId', 'listed'])
@Index('users_by_display_name', ['nodeId', 'displayNameKey', 'listed'])
@Index('users_in_order', ['nodeId', 'listed', 'ordinal'])
export class UserRow {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'node_id' }) nodeId!: string;
  /** The position of its first event: lists are stable in it while others write. */
  @Column('bigint') ordinal!: number;
  @Column('text', { name: 'user_name' }) userName!: string;
  /** The name in the form in which equal names are equal. */
  @Column('text', { name: 'user_name_key' }) userNameKey!: string;
  @Column('text', { name: 'external_id', nullable: true }) externalId!: string | null;
  @Column('text') state!: 'invited' | 'active' | 'locked' | 'deprovisioned';
  /** 1 where SCIM shows the user, 0 for a deprovisioned one. */
  @Column('integer') listed!: number;
  @Column('integer') revision!: number;
  @Column('text', { name: 'created_at' }) createdAt!: string;
  @Column('text', { name: 'changed_at' }) changedAt!: string;
  /** The folded account, JSON: what the next event is folded onto. */
  @Column('text') account!: string;
  /** The SCIM resource ready to be sent, with gaps. */
  @Column('text', { select: false }) document!: string;
  @Column('text', { name: 'display_name_key', nullable: true }) displayNameKey!: string | null;
  /** What the user herself says, in the form in which it compares, JSON: what filters and orders look at. */
  @Column('text', { select: false }) search!: string;
}
