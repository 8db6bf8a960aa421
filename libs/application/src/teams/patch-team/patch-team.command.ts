import type { TeamState } from '#domain';
import type { Loaded, Receipt } from '#event-store';
import type { Patch } from '#scim';
import { Command } from '@nestjs/cqrs';
import type { ScimCaller } from '../../caller.js';
import type { Preconditions } from '../../preconditions.js';

/** `PATCH /Groups/{id}`. */
export class PatchTeam extends Command<Receipt<Loaded<TeamState>>> {
  constructor(
    readonly caller: ScimCaller,
    readonly teamId: string,
    readonly patch: Patch,
    readonly conditions?: Preconditions,
  ) {
    super();
  }
}
