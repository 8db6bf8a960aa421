import type { TeamState } from '#domain';
import type { Loaded, Receipt } from '#event-store';
import type { GroupInput } from '#scim';
import { Command } from '@nestjs/cqrs';
import type { ScimCaller } from '../../caller.js';

/** `POST /Groups`. */
export class CreateTeam extends Command<Receipt<Loaded<TeamState>>> {
  constructor(
    readonly caller: ScimCaller,
    readonly input: GroupInput,
  ) {
    super();
  }
}
