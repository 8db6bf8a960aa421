import type { Receipt } from '#event-store';
import { Command } from '@nestjs/cqrs';
import type { ScimCaller } from '../../caller.js';
import type { Preconditions } from '../../preconditions.js';

/** `DELETE /Groups/{id}`. */
export class DeleteTeam extends Command<Receipt<void>> {
  constructor(
    readonly caller: ScimCaller,
    readonly teamId: string,
    readonly conditions?: Preconditions,
  ) {
    super();
  }
}
