import type { Receipt } from '#event-store';
import { Command } from '@nestjs/cqrs';
import type { ScimCaller } from '../../caller.js';
import type { IfMatch } from '../../if-match.js';

/** `DELETE /Users/{id}`: deprovisions or removes, by profile. */
export class DeleteUser extends Command<Receipt<void>> {
  constructor(
    readonly caller: ScimCaller,
    readonly userId: string,
    readonly ifMatch?: IfMatch,
  ) {
    super();
  }
}
