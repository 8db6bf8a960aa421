import type { Clock, Ids } from '#kernel';
import type { ClientAccess } from '#read-model';
import { errors, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Surface } from '../http/surface.js';
import type { SigningKeys } from './signing-keys.js';

/** What access tokens are good for; the only scope there is. */
export const SCOPE = 'scim';

const ALGORITHM = 'HS256';
const TYPE = 'at+jwt';

/** How many tokens are remembered as genuine; a client has one at a time. */
const REMEMBERED = 10_000;

interface Claims {
  readonly clientId: string;
  readonly audience: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Access tokens for OAuth clients: signed, short-lived, good for one node (RFC 9068). */
export class AccessTokens {
  /** Genuine ones: checking a signature costs more than the rest of a look-up. */
  private readonly genuine = new LRUCache<string, Claims>({ max: REMEMBERED });

  /** @param lifetime in seconds */
  constructor(
    private readonly keys: SigningKeys,
    private readonly surface: Surface,
    private readonly clock: Clock,
    private readonly ids: Ids,
    readonly lifetime: number,
  ) {}

  /** Makes an access token for a client that has authenticated. */
  issue({ clientId, nodeId }: ClientAccess): Promise<string> {
    const now = Math.floor(this.clock.now().getTime() / 1_000);
    const [key] = this.keys;
    return new SignJWT({ client_id: clientId, scope: SCOPE })
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: key.id })
      .setIssuer(this.surface.publicUrl)
      .setSubject(clientId)
      .setAudience(this.audienceOf(nodeId))
      .setIssuedAt(now)
      .setExpirationTime(now + this.lifetime)
      .setJti(this.ids.next())
      .sign(key.secret);
  }

  /**
   * The client that a token was issued to; undefined for one that is not genuine, has ended, or is good for another
   * node. Whether the client is still there is for the caller to ask: a signature outlives it.
   */
  async clientOf(token: string, nodeId: string): Promise<string | undefined> {
    const claims = this.genuine.get(token) ?? (await this.verify(token));
    if (claims?.audience !== this.audienceOf(nodeId)) return undefined;
    return claims.expiresAt > this.clock.now().getTime() ? claims.clientId : undefined;
  }

  private async verify(token: string): Promise<Claims | undefined> {
    try {
      const { payload } = await jwtVerify(
        token,
        ({ kid }) => {
          const key = this.keys.find(({ id }) => id === kid);
          if (key === undefined) throw new errors.JWKSNoMatchingKey();
          return key.secret;
        },
        {
          algorithms: [ALGORITHM],
          typ: TYPE,
          issuer: this.surface.publicUrl,
          currentDate: this.clock.now(),
          requiredClaims: ['sub', 'aud', 'exp'],
        },
      );
      const { sub: clientId, aud: audience, exp } = payload;
      if (clientId === undefined || typeof audience !== 'string' || exp === undefined) {
        return undefined;
      }
      const claims = { clientId, audience, expiresAt: exp * 1_000 };
      this.genuine.set(token, claims);
      return claims;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }

  /** The resource that a token is good for: one node's SCIM endpoint. */
  private audienceOf(nodeId: string): string {
    return `${this.surface.publicUrl}/scim/v2/${nodeId}`;
  }
}
