import { expect, it } from '@jest/globals';
import { recogniseDialect } from './dialect.js';

it.each([
  [{ adscimversion: '1.0', userAgent: 'Okta' }, 'entra'],
  [{ userAgent: 'Okta SCIM Client 1.0.0' }, 'okta'],
  [{ userAgent: 'Google-Auto-Provisioning' }, 'google'],
  [{ userAgent: 'OneLogin SCIM' }, 'onelogin'],
  [{ userAgent: 'JumpCloud/1' }, 'jumpcloud'],
  [{ userAgent: 'Keeper Commander/17' }, 'keeper'],
  [{ userAgent: 'goauthentik.io/2024.1' }, 'authentik'],
  [{ userAgent: 'PingFederate/12' }, 'ping'],
  [{ userAgent: 'curl/8 mapping' }, 'generic'],
  [{}, 'generic'],
])('recognises %j as %s', (headers, dialect) => {
  expect(recogniseDialect(headers)).toBe(dialect);
});
