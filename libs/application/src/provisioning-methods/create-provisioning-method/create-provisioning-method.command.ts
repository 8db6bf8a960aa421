import type { IdpKind, Profile } from '#domain';
import type { CommandContext, Receipt } from '#event-store';
import { Command } from '@nestjs/cqrs';
import type { IssuedToken } from '../issue-token/issue-token.command.js';

/** Drafts a node's SCIM connection with its first token; the secret is in the receipt and nowhere else. */
export class CreateProvisioningMethod extends Command<Receipt<IssuedToken>> {
  constructor(
    readonly context: CommandContext & { readonly nodeId: string },
    readonly profile: Profile,
    readonly idp: IdpKind,
    readonly label?: string,
  ) {
    super();
  }
}
