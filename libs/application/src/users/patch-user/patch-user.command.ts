import type { UserState } from '#domain';
import type { Loaded, Receipt } from '#event-store';
import type { Patch } from '#scim';
import { Command } from '@nestjs/cqrs';
import type { ScimCaller } from '../../caller.js';
import type { Preconditions } from '../../preconditions.js';

/** `PATCH /Users/{id}`. */
export class PatchUser extends Command<Receipt<Loaded<UserState>>> {
  constructor(
    readonly caller: ScimCaller,
    readonly userId: string,
    readonly patch: Patch,
    readonly conditions?: Preconditions,
  ) {
    super();
  }
}
