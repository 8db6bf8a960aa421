import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('audit_entries')
@Index('audit_entries_by_node', ['nodeId', 'position'])
@Index('audit_entries_by_target', ['targetId', 'position'])
export class AuditEntryRow {
  /** The position of the event it tells of. */
  @PrimaryColumn('bigint') position!: number;
  /** The event's id. */
  @Column('text') id!: string;
  @Index('audit_entries_by_time')
  @Column('text', { name: 'occurred_at' })
  occurredAt!: string;
  @Column('text') category!: string;
  @Column('text', { name: 'display_name' }) displayName!: string;
  @Column('text', { name: 'event_type' }) eventType!: string;
  @Column('text') outcome!: 'success' | 'failure';
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'node_id', nullable: true }) nodeId!: string | null;
  @Column('text', { name: 'method_id', nullable: true }) methodId!: string | null;
  @Column('text', { nullable: true }) idp!: string | null;
  @Column('text', { name: 'actor_kind' }) actorKind!: string;
  @Column('text', { name: 'actor_id' }) actorId!: string;
  @Column('text', { name: 'actor_label' }) actorLabel!: string;
  @Column('text', { name: 'client_address', nullable: true }) clientAddress!: string | null;
  @Column('text', { name: 'user_agent', nullable: true }) userAgent!: string | null;
  @Column('text', { nullable: true }) dialect!: string | null;
  @Column('text', { nullable: true }) operation!: string | null;
  /** JSON: the tolerances that the request was accepted with. */
  @Column('text', { default: '[]' }) tolerances!: string;
  @Column('text', { name: 'target_kind', nullable: true }) targetKind!: string | null;
  @Column('text', { name: 'target_id', nullable: true }) targetId!: string | null;
  @Column('text', { name: 'target_name', nullable: true }) targetName!: string | null;
  @Column('text', { name: 'target_external_id', nullable: true }) targetExternalId!: string | null;
  /** JSON: a list of changes. */
  @Column('text') changes!: string;
  @Column('integer', { nullable: true }) status!: number | null;
  @Column('text', { name: 'scim_type', nullable: true }) scimType!: string | null;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('text', { name: 'request_id' }) requestId!: string;
  /** How many requests the entry stands for. */
  @Column('integer') count!: number;
}
