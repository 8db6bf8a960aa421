import type { CommandContext, Receipt } from '#event-store';
import { Command } from '@nestjs/cqrs';
import type { ClientCredentials } from '../register-oauth-client/register-oauth-client.command.js';

/** Replaces the secret of an OAuth client; access tokens that it was given live on to their end. */
export class RotateClientSecret extends Command<Receipt<ClientCredentials>> {
  constructor(
    readonly context: CommandContext & { readonly nodeId: string },
    readonly methodId: string,
    readonly clientId: string,
  ) {
    super();
  }
}
