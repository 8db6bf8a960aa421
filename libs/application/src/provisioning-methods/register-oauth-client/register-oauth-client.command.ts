import type { CommandContext, Receipt } from '#event-store';
import { Command } from '@nestjs/cqrs';

/** What an OAuth client authenticates with; the secret is in the receipt and nowhere else. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Makes an OAuth client of a method, which gets access tokens by the client credentials grant. */
export class RegisterOAuthClient extends Command<Receipt<ClientCredentials>> {
  /** @param label what the audit log calls it; named after the method when absent */
  constructor(
    readonly context: CommandContext & { readonly nodeId: string },
    readonly methodId: string,
    readonly label?: string,
  ) {
    super();
  }
}
