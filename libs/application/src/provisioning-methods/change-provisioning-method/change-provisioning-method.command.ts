import type { ProvisioningMethodCommand, ProvisioningMethodState } from '#domain';
import type { CommandContext, Loaded, Receipt } from '#event-store';
import { Command } from '@nestjs/cqrs';

/** What an administrator does to a method that the method alone decides: no secret to make, no claim to move. */
export type MethodChange = Extract<
  ProvisioningMethodCommand,
  { type: 'ActivateMethod' | 'PauseMethod' | 'ResumeMethod' | 'ChangeSettings' }
>;

/** Activates, pauses or resumes a method, or changes its settings. */
export class ChangeProvisioningMethod extends Command<Receipt<Loaded<ProvisioningMethodState>>> {
  constructor(
    readonly context: CommandContext & { readonly nodeId: string },
    readonly methodId: string,
    readonly change: MethodChange,
  ) {
    super();
  }
}
