import type { CommandContext, Receipt } from '#event-store';
import { Command } from '@nestjs/cqrs';

/** Makes another bearer token of a method; its secret is in the receipt and nowhere else. */
export class IssueToken extends Command<Receipt<{ readonly id: string; readonly secret: string }>> {
  /**
   * @param label what the audit log calls it; named after the method when absent
   * @param expiresAt when it ends by itself; never when absent
   */
  constructor(
    readonly context: CommandContext & { readonly nodeId: string },
    readonly methodId: string,
    readonly label: string | undefined,
    readonly expiresAt: Date | undefined,
  ) {
    super();
  }
}
