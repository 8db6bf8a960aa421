import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('nodes')
export class NodeRow {
  @PrimaryColumn('text') id!: string;
  @Index('nodes_by_organisation')
  @Column('text', { name: 'organisation_id' })
  organisationId!: string;
  @Column('text', { name: 'parent_id', nullable: true }) parentId!: string | null;
  @Column('text') name!: string;
  @Column('text', { name: 'created_at' }) createdAt!: string;
}
