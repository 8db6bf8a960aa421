import type { TeamCommand, TeamEvent, UserEvent } from '#domain';
import type { CommandExecutor } from '#event-store';
import {
  type CommandContext,
  type EventCodec,
  type EventStore,
  inTurns,
  LogFollower,
  type Position,
  type RecordedEvent,
  type TailBatch,
} from '#event-store';
import { type Ids, RefusedError } from '#kernel';
import { teams, users } from '../aggregates.js';
import type { Directory, ProcessCheckpoint } from '../ports.js';

/** Its name among the checkpoints. */
export const MEMBERSHIP_PROCESS = 'membership-process';

/** How many events it handles in one turn of the event loop: each asks the log, and most come to nothing. */
const IN_A_TURN = 100;

/** How long the process waits for the read model before it asks again, in milliseconds. */
const READ_MODEL_PATIENCE_MS = 10_000;

type Trigger =
  | (UserEvent & { type: 'UserRegistered' | 'UserRemoved' })
  | (TeamEvent & {
      type:
        'TeamMembershipApproved' | 'TeamMembershipRequested' | 'NestedTeamAdded' | 'TeamDeleted';
    });

const TRIGGERS: ReadonlySet<string> = new Set<Trigger['type']>([
  'UserRegistered',
  'UserRemoved',
  'TeamMembershipApproved',
  'TeamMembershipRequested',
  'NestedTeamAdded',
  'TeamDeleted',
]);

/** Memberships cannot follow yet. Passes by itself, or with the alarm that the read model raises. */
class ReadModelBehindError extends Error {
  override readonly name = 'ReadModelBehindError';
}

/**
 * What the fate of a user or a team means for the teams it is in, and the other way round.
 *
 * - a membership becomes active when it is approved and its user has registered, whichever comes second
 * - a removed user is in no team, also not when the IdP put her into one at the same time
 * - so is a deleted team
 *
 * Both facts lie in different streams, so each is looked at from both sides; whichever event the log puts second finds
 * the other. Handling an event twice does nothing.
 */
export class MembershipProcess {
  readonly name = MEMBERSHIP_PROCESS;
  private readonly follower: LogFollower;

  constructor(
    store: EventStore,
    private readonly codec: EventCodec,
    private readonly executor: CommandExecutor,
    private readonly directory: Directory,
    private readonly directoryPassed: (
      position: Position,
      milliseconds: number,
    ) => Promise<boolean>,
    private readonly checkpoint: ProcessCheckpoint,
    private readonly ids: Ids,
    onStopped: (name: string, error: unknown) => void,
    onInterrupted: (error: unknown) => void,
  ) {
    this.follower = new LogFollower(store, {
      name: MEMBERSHIP_PROCESS,
      streamPrefixes: ['user-', 'team-'],
      handle: (batch) => this.handle(batch),
      isTemporary: (error) => error instanceof ReadModelBehindError,
      onInterrupted,
      onStopped: (error) => {
        onStopped(MEMBERSHIP_PROCESS, error);
      },
    });
  }

  get position(): Position {
    return this.follower.position;
  }

  get stoppedBy(): unknown {
    return this.follower.stoppedBy;
  }

  async start(): Promise<void> {
    this.follower.start(await this.checkpoint.load(MEMBERSHIP_PROCESS));
  }

  stop(): Promise<void> {
    return this.follower.stop();
  }

  /** Waits until what follows from the facts up to the position has been appended. */
  passed(position: Position, milliseconds: number): Promise<boolean> {
    return this.follower.passed(position, milliseconds);
  }

  private async handle({ events, position }: TailBatch): Promise<void> {
    const triggers = events.filter(({ type }) => TRIGGERS.has(type));
    for await (const some of inTurns(triggers, IN_A_TURN)) {
      for (const stored of some) {
        const event = this.codec.decode(stored);
        await this.react(event, event as RecordedEvent & Trigger);
      }
    }
    await this.checkpoint.save(MEMBERSHIP_PROCESS, position, triggers.length > 0);
  }

  private async react(event: RecordedEvent, { type, data }: Trigger): Promise<void> {
    switch (type) {
      case 'UserRegistered':
        await this.knowing(event);
        for (const teamId of await this.directory.teamsOf(data.userId)) {
          await this.run(event, teamId, { type: 'ActivateMembership', userId: data.userId });
        }
        return;
      case 'UserRemoved':
        await this.knowing(event);
        for (const teamId of await this.directory.teamsOf(data.userId)) {
          await this.run(event, teamId, { type: 'DropMembership', userId: data.userId });
        }
        return;
      case 'TeamMembershipApproved': {
        const { state } = await this.executor.load(users, data.userId);
        if (state.status === 'active') {
          await this.run(event, data.teamId, { type: 'ActivateMembership', userId: data.userId });
        }
        return;
      }
      case 'TeamMembershipRequested': {
        const { state } = await this.executor.load(users, data.userId);
        if (state.status === 'removed') {
          await this.run(event, data.teamId, { type: 'DropMembership', userId: data.userId });
        }
        return;
      }
      case 'TeamDeleted': {
        const { teamId: nestedTeamId } = data;
        await this.knowing(event);
        for (const teamId of await this.directory.teamsAround(nestedTeamId)) {
          await this.run(event, teamId, { type: 'DropNestedTeam', nestedTeamId });
        }
        return;
      }
      case 'NestedTeamAdded': {
        const { teamId, nestedTeamId } = data;
        const { state } = await this.executor.load(teams, nestedTeamId);
        if (state.status === 'deleted') {
          await this.run(event, teamId, { type: 'DropNestedTeam', nestedTeamId });
        }
        return;
      }
    }
  }

  /** Waits until the directory knows everything up to an event. */
  private async knowing({ position }: RecordedEvent): Promise<void> {
    if (!(await this.directoryPassed(position, READ_MODEL_PATIENCE_MS))) {
      throw new ReadModelBehindError('the directory projection has not caught up');
    }
  }

  private async run(
    { id, metadata }: RecordedEvent,
    teamId: string,
    command: TeamCommand & { type: 'ActivateMembership' | 'DropMembership' | 'DropNestedTeam' },
  ): Promise<void> {
    const { organisationId, nodeId, requestId, correlationId } = metadata;
    const context: CommandContext = {
      organisationId,
      ...(nodeId === undefined ? {} : { nodeId }),
      actor: { kind: 'system', id: MEMBERSHIP_PROCESS, label: 'Membership process' },
      requestId,
      commandId: this.ids.derive(id, MEMBERSHIP_PROCESS, teamId),
      correlationId,
      causationId: id,
    };
    try {
      await this.executor.run(
        context,
        async (work) => {
          // The event in hand may be ahead of what the executor remembers of the team.
          await work.load(teams, teamId, 'fresh');
          return work.decide(teams, teamId, command);
        },
        `team-${teamId}`,
      );
    } catch (error) {
      // The team was deleted meanwhile, and the membership with it.
      if (!(error instanceof RefusedError)) throw error;
    }
  }
}
