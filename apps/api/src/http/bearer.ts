import type { FastifyRequest } from 'fastify';

type Headed = Pick<FastifyRequest, 'headers'>;

/** The bearer token of a request (RFC 6750 section 2.1), if it has one. */
export function bearerOf({ headers }: Headed): string | undefined {
  return /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
}

/** What `WWW-Authenticate` says to a refused request; who sent no token is told of no error (RFC 6750 section 3.1). */
export function challengeTo(request: Headed, realm: string): string {
  const error = bearerOf(request) === undefined ? '' : ', error="invalid_token"';
  return `Bearer realm="${realm}"${error}`;
}
