import type { IdpKind, Profile } from '#domain';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('methods')
export class MethodRow {
  @PrimaryColumn('text') id!: string;
  @Index('methods_by_node')
  @Column('text', { name: 'node_id' })
  nodeId!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text') profile!: Profile;
  @Column('text') idp!: IdpKind;
  @Column('text', { nullable: true }) label!: string | null;
  @Column('text') state!: 'draft' | 'active' | 'paused';
  /** 0 or 1. */
  @Column('integer', { default: 0 }) strict!: number;
  /** Requests a second; null for the server's default. */
  @Column('integer', { name: 'rate_limit', nullable: true }) rateLimit!: number | null;
  @Column('text', { name: 'created_at' }) createdAt!: string;
  @Column('text', { name: 'activated_at', nullable: true }) activatedAt!: string | null;
}
