import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A team within a team. */
@Entity('nested_teams')
@Index('nested_teams_in_order', ['teamId', 'ordinal'])
@Index('nested_teams_by_nested', ['nestedTeamId', 'ordinal'])
export class NestedTeamRow {
  @PrimaryColumn('text', { name: 'team_id' }) teamId!: string;
  @PrimaryColumn('text', { name: 'nested_team_id' }) nestedTeamId!: string;
  /** The position of the event that added it. */
  @Column('bigint') ordinal!: number;
}
