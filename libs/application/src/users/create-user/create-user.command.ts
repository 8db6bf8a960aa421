import type { UserState } from '#domain';
import type { Loaded, Receipt } from '#event-store';
import type { UserInput } from '#scim';
import { Command } from '@nestjs/cqrs';
import type { ScimCaller } from '../../caller.js';

/** `POST /Users`: provisions an account, or brings a deprovisioned one of this node back under its name. */
export class CreateUser extends Command<Receipt<Loaded<UserState>>> {
  constructor(
    readonly caller: ScimCaller,
    readonly input: UserInput,
  ) {
    super();
  }
}
