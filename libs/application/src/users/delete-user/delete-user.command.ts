import type { Receipt } from '#event-store';
import { Command } from '@nestjs/cqrs';
import type { ScimCaller } from '../../caller.js';
import type { Preconditions } from '../../preconditions.js';

/** `DELETE /Users/{id}`: deprovisions or removes, by profile. */
export class DeleteUser extends Command<Receipt<void>> {
  constructor(
    readonly caller: ScimCaller,
    readonly userId: string,
    readonly conditions?: Preconditions,
  ) {
    super();
  }
}
