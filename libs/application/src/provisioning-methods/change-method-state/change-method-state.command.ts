import type { ProvisioningMethodState } from '#domain';
import type { CommandContext, Loaded, Receipt } from '#event-store';
import { Command } from '@nestjs/cqrs';

/** Activates a draft, pauses an active method, or resumes a paused one. */
export class ChangeMethodState extends Command<Receipt<Loaded<ProvisioningMethodState>>> {
  constructor(
    readonly context: CommandContext & { readonly nodeId: string },
    readonly methodId: string,
    readonly change: 'ActivateMethod' | 'PauseMethod' | 'ResumeMethod',
  ) {
    super();
  }
}
