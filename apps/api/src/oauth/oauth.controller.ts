import { Controller, Get, NotFoundException, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pathOf } from '../http/request-path.js';
import { Surface } from '../http/surface.js';
import { Runtime } from '../runtime.js';
import { AccessTokens, SCOPE } from './access-tokens.js';
import { ClientAuthentication } from './client-authentication.js';
import { sendUncached } from './oauth-error.js';
import { TOKEN_PATH, tokenUrl } from './oauth-paths.js';
import { readTokenRequest } from './token-request.js';

const METADATA_PATH = '.well-known/oauth-authorization-server';

/** OAuth 2.0 for provisioning: the client credentials grant, and nothing else of it. */
@ApiExcludeController()
@Controller()
export class OAuthController {
  constructor(
    private readonly authentication: ClientAuthentication,
    private readonly accessTokens: AccessTokens,
    private readonly surface: Surface,
    private readonly runtime: Runtime,
  ) {}

  /** The client's id tells the method; nothing of a request is recorded, for an access token is no lasting thing. */
  @Post(TOKEN_PATH)
  async token(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const client = await this.authentication.authenticate(request, readTokenRequest(request));
    const body = {
      access_token: await this.accessTokens.issue(client),
      token_type: 'Bearer',
      expires_in: this.accessTokens.lifetime,
      // Always told: it may be another than what was asked for (RFC 6749 section 3.3).
      scope: SCOPE,
    };
    this.runtime.metrics.tokenRequests.inc({ outcome: 'issued' });
    sendUncached(reply, 200, body);
  }

  /**
   * RFC 8414. There is no authorization endpoint, hence no response type. An issuer's path follows the well-known one
   * (section 3.1); a proxy that takes the path away leaves it out.
   */
  @Get([METADATA_PATH, `${METADATA_PATH}/*`])
  metadata(@Req() { url }: FastifyRequest) {
    const { pathname } = new URL(this.surface.publicUrl);
    const path = pathOf(url).replace(/\/$/, '').slice(`/${METADATA_PATH}`.length);
    if (path !== '' && path !== pathname) throw new NotFoundException();
    return {
      issuer: this.surface.publicUrl,
      token_endpoint: tokenUrl(this.surface.publicUrl),
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      grant_types_supported: ['client_credentials'],
      response_types_supported: [],
      scopes_supported: [SCOPE],
    };
  }
}
