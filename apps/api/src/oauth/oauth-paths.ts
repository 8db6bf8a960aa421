import { pathOf } from '../http/request-path.js';

/** Where clients get access tokens (RFC 6749 section 3.2). */
export const TOKEN_PATH = 'oauth/token';

/** The token endpoint as clients reach it. */
export function tokenUrl(publicUrl: string): string {
  return `${publicUrl}/${TOKEN_PATH}`;
}

/** Whether a request is for the token endpoint. */
export function isTokenRequest({ url }: { readonly url: string }): boolean {
  return /^\/oauth\/token\/?$/i.test(pathOf(url));
}
