import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One row for each e-mail address of a user, so that IdPs can match by them. */
@Entity('user_emails')
@Index('user_emails_by_address', ['nodeId', 'emailKey'])
export class UserEmailRow {
  @PrimaryColumn('text', { name: 'user_id' }) userId!: string;
  @PrimaryColumn('text', { name: 'email_key' }) emailKey!: string;
  @Column('text', { name: 'node_id' }) nodeId!: string;
}
