import type { UserState } from '#domain';
import type { Loaded, Receipt } from '#event-store';
import type { UserInput } from '#scim';
import { Command } from '@nestjs/cqrs';
import type { ScimCaller } from '../../caller.js';
import type { Preconditions } from '../../preconditions.js';

/** `PUT /Users/{id}`. */
export class ReplaceUser extends Command<Receipt<Loaded<UserState>>> {
  constructor(
    readonly caller: ScimCaller,
    readonly userId: string,
    readonly input: UserInput,
    readonly conditions?: Preconditions,
  ) {
    super();
  }
}
