import type { OrganisationState } from '#domain';
import type { CommandContext, Loaded, Receipt } from '#event-store';
import { Command } from '@nestjs/cqrs';

/** Sets up a customer; the id is the context's organisation. */
export class CreateOrganisation extends Command<Receipt<Loaded<OrganisationState>>> {
  constructor(
    readonly context: CommandContext,
    readonly name: string,
  ) {
    super();
  }
}
