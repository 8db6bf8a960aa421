import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('memberships')
@Index('memberships_in_order', ['teamId', 'ordinal'])
@Index('memberships_by_user', ['userId', 'ordinal'])
export class MembershipRow {
  @PrimaryColumn('text', { name: 'team_id' }) teamId!: string;
  @PrimaryColumn('text', { name: 'user_id' }) userId!: string;
  /** The position of the request. */
  @Column('bigint') ordinal!: number;
  /** 0 or 1. */
  @Column('integer') approved!: number;
  /** 0 or 1. */
  @Column('integer') active!: number;
  @Column('text', { name: 'requested_at' }) requestedAt!: string;
}
