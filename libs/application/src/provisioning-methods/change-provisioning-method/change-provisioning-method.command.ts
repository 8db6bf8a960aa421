import type { ProvisioningMethodCommand, ProvisioningMethodState } from '#domain';
import type { CommandContext, Loaded, Receipt } from '#event-store';
import { Command } from '@nestjs/cqrs';

/** What an administrator does to a method that the method alone decides: no secret to make, no claim to move. */
export type MethodChange = Extract<
  ProvisioningMethodCommand,
  {
    type:
      | 'ActivateMethod'
      | 'PauseMethod'
      | 'ResumeMethod'
      | 'ChangeSettings'
      | 'RevokeToken'
      | 'RevokeClient';
  }
>;

/** Activates, pauses or resumes a node's method, changes its settings, or revokes a token or client of it. */
export class ChangeProvisioningMethod extends Command<Receipt<Loaded<ProvisioningMethodState>>> {
  constructor(
    readonly context: CommandContext & { readonly nodeId: string },
    readonly change: MethodChange,
  ) {
    super();
  }
}
