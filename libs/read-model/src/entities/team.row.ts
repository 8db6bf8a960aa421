import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('teams')
@Index('teams_by_name', ['nodeId', 'displayNameKey'])
@Index('teams_by_external_id', ['nodeId', 'externalId'])
@Index('teams_in_order', ['nodeId', 'ordinal'])
export class TeamRow {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'node_id' }) nodeId!: string;
  /** The position of its first event: lists are stable in it while others write. */
  @Column('bigint') ordinal!: number;
  @Column('text', { name: 'display_name' }) displayName!: string;
  @Column('text', { name: 'display_name_key' }) displayNameKey!: string;
  @Column('text', { name: 'external_id', nullable: true }) externalId!: string | null;
  @Column('integer') revision!: number;
  @Column('text', { name: 'created_at' }) createdAt!: string;
  @Column('text', { name: 'changed_at' }) changedAt!: string;
  /** The SCIM resource ready to be sent, with gaps; the members are rows of their own. */
  @Column('text', { select: false }) document!: string;
  /** What the team itself says, in the form in which it compares, JSON. */
  @Column('text', { select: false }) search!: string;
}
