import type { ProvisioningMethodState } from '#domain';
import type { CommandContext, Loaded, Receipt } from '#event-store';
import { Command } from '@nestjs/cqrs';

/** What an OAuth client authenticates with; the secret is in the receipt and nowhere else. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** New credentials of an OAuth client, and its method with it. */
export interface IssuedCredentials {
  readonly method: Loaded<ProvisioningMethodState>;
  readonly credentials: ClientCredentials;
}

/** Makes an OAuth client of a node's method, which gets access tokens by the client credentials grant. */
export class RegisterOAuthClient extends Command<Receipt<IssuedCredentials>> {
  /** @param label what the audit log calls it; named after the method when absent */
  constructor(
    readonly context: CommandContext & { readonly nodeId: string },
    readonly label?: string,
  ) {
    super();
  }
}
