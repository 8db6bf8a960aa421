import type { CommandContext, Receipt } from '#event-store';
import { Command } from '@nestjs/cqrs';
import type { IssuedCredentials } from '../register-oauth-client/register-oauth-client.command.js';

/** Replaces the secret of an OAuth client; access tokens that it was given live on to their end. */
export class RotateClientSecret extends Command<Receipt<IssuedCredentials>> {
  constructor(
    readonly context: CommandContext & { readonly nodeId: string },
    readonly clientId: string,
  ) {
    super();
  }
}
