import type { UserState } from '#domain';
import type { CommandContext, Loaded, Receipt } from '#event-store';
import { Command } from '@nestjs/cqrs';

/** The product tells that an invited person has registered. */
export class RegisterUser extends Command<Receipt<Loaded<UserState>>> {
  constructor(
    readonly context: CommandContext & { readonly nodeId: string },
    readonly userId: string,
  ) {
    super();
  }
}
