import type { OrganisationState } from '#domain';
import { CommandExecutor, type Loaded, type Receipt } from '#event-store';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { organisations } from '../../aggregates.js';
import { CreateOrganisation } from './create-organisation.command.js';

@CommandHandler(CreateOrganisation)
export class CreateOrganisationHandler implements ICommandHandler<CreateOrganisation> {
  constructor(private readonly executor: CommandExecutor) {}

  execute({ context, name }: CreateOrganisation): Promise<Receipt<Loaded<OrganisationState>>> {
    const { organisationId } = context;
    return this.executor.execute(context, organisations, organisationId, {
      type: 'CreateOrganisation',
      organisationId,
      name,
    });
  }
}
