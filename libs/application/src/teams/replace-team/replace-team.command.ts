import type { TeamState } from '#domain';
import type { Loaded, Receipt } from '#event-store';
import type { GroupInput } from '#scim';
import { Command } from '@nestjs/cqrs';
import type { ScimCaller } from '../../caller.js';
import type { Preconditions } from '../../preconditions.js';

/** `PUT /Groups/{id}`. */
export class ReplaceTeam extends Command<Receipt<Loaded<TeamState>>> {
  constructor(
    readonly caller: ScimCaller,
    readonly teamId: string,
    readonly input: GroupInput,
    readonly conditions?: Preconditions,
  ) {
    super();
  }
}
