import type { ProvisioningMethodState } from '#domain';
import type { CommandContext, Loaded, Receipt } from '#event-store';
import { Command } from '@nestjs/cqrs';

/** A new bearer token, and its method with it. */
export interface IssuedToken {
  readonly method: Loaded<ProvisioningMethodState>;
  readonly token: { readonly id: string; readonly secret: string };
}

/** Makes another bearer token of a node's method; its secret is in the receipt and nowhere else. */
export class IssueToken extends Command<Receipt<IssuedToken>> {
  /**
   * @param label what the audit log calls it; named after the method when absent
   * @param expiresAt when it ends by itself; never when absent
   */
  constructor(
    readonly context: CommandContext & { readonly nodeId: string },
    readonly label: string | undefined,
    readonly expiresAt: Date | undefined,
  ) {
    super();
  }
}
