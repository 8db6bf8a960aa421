/** How one IdP writes SCIM. Recognised for the record only: what is accepted never depends on it. */
export type Dialect =
  | 'entra'
  | 'okta'
  | 'google'
  | 'onelogin'
  | 'jumpcloud'
  | 'keeper'
  | 'ping'
  | 'authentik'
  | 'rauthy'
  | 'sailpoint'
  | 'one-identity'
  | 'generic';

/** What each IdP's provisioning client calls itself in `User-Agent`, in lower case. The first that fits names it. */
const USER_AGENTS: readonly (readonly [part: string, dialect: Dialect])[] = [
  ['okta', 'okta'],
  ['google-auto-provisioning', 'google'],
  ['onelogin', 'onelogin'],
  ['jumpcloud', 'jumpcloud'],
  ['keeper', 'keeper'],
  ['commander', 'keeper'],
  ['pingfederate', 'ping'],
  ['pingidentity', 'ping'],
  ['pingone', 'ping'],
  ['authentik', 'authentik'],
  ['rauthy', 'rauthy'],
  ['sailpoint', 'sailpoint'],
  ['oneidentity', 'one-identity'],
  ['one identity', 'one-identity'],
  ['azure', 'entra'],
  ['entra', 'entra'],
];

/** The IdP that a request's headers speak of; `generic` when they do not. */
export function recogniseDialect(headers: {
  readonly userAgent?: string | undefined;
  readonly adscimversion?: string | undefined;
}): Dialect {
  // Entra sends this header and no telling user agent.
  if (headers.adscimversion !== undefined) return 'entra';
  const userAgent = headers.userAgent?.toLowerCase() ?? '';
  return USER_AGENTS.find(([part]) => userAgent.includes(part))?.[1] ?? 'generic';
}
