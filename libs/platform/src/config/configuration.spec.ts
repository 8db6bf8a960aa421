import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, readConfiguration } from './configuration.js';

const SECRET = 'do-not-show-me';

/** What reading says about an environment that it refuses. */
function refusal(environment: Record<string, string>): string {
  try {
    readConfiguration(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('the configuration', () => {
  it('has a default for everything', () => {
    expect(readConfiguration({})).toEqual({
      port: 8080,
      host: '127.0.0.1',
      dataFolder: './data',
      eventStore: 'sqlite',
      eventStoreDbUrl: undefined,
      publicUrl: undefined,
      trustedProxies: [],
      ownerKey: undefined,
      readDatabaseUrl: undefined,
      projector: 'embedded',
      logLevel: 'info',
      auditRetentionDays: 30,
      maxBodyBytes: 8 * 1024 * 1024,
      maxPageSize: 1_000,
      readYourWritesMs: 2_000,
      refusedTokenWindowMs: 10_000,
      shutdownMs: 20_000,
      scimRateLimit: 0,
      oauthTokenSeconds: 3_600,
      oauthSigningKeys: undefined,
    });
  });

  it('is read from the environment, in which other programs have variables too', () => {
    const ownerKey = 'k'.repeat(32);
    expect(
      readConfiguration({
        PATH: '/usr/bin',
        PORT: '0',
        HOST: '::1',
        ROLLBOOK_DATA: '/var/lib/rollbook',
        ROLLBOOK_PUBLIC_URL: 'https://rollbook.example/base/',
        ROLLBOOK_TRUSTED_PROXIES: '10.0.0.0/8, ::1',
        ROLLBOOK_OWNER_KEY: ownerKey,
        LOG_LEVEL: 'warn',
        ROLLBOOK_AUDIT_RETENTION_DAYS: '365',
        ROLLBOOK_SCIM_RATE_LIMIT: '50',
        ROLLBOOK_OAUTH_SIGNING_KEYS: `${'n'.repeat(32)}, ${'o'.repeat(40)}`,
      }),
    ).toMatchObject({
      port: 0,
      host: '::1',
      dataFolder: '/var/lib/rollbook',
      publicUrl: 'https://rollbook.example/base',
      trustedProxies: ['10.0.0.0/8', '::1'],
      ownerKey,
      logLevel: 'warn',
      auditRetentionDays: 365,
      scimRateLimit: 50,
      oauthSigningKeys: ['n'.repeat(32), 'o'.repeat(40)],
    });
  });

  it('takes an empty variable for none', () => {
    expect(readConfiguration({ PORT: '', ROLLBOOK_PUBLIC_URL: '' })).toEqual(readConfiguration({}));
  });

  it.each([
    ['PORT', SECRET],
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['PORT', '1e3'],
    ['PORT', ' 80'],
    ['LOG_LEVEL', SECRET],
    ['LOG_LEVEL', 'INFO'],
    ['ROLLBOOK_EVENT_STORE', SECRET],
    ['ROLLBOOK_EVENT_STORE', 'eventstoredb'],
    ['ROLLBOOK_EVENTSTOREDB_URL', `http://admin:${SECRET}@127.0.0.1`],
    ['ROLLBOOK_EVENTSTOREDB_URL', `esdb://admin:${SECRET}@127.0.0.1:2113`],
    ['ROLLBOOK_PUBLIC_URL', SECRET],
    ['ROLLBOOK_PUBLIC_URL', `ftp://${SECRET}`],
    ['ROLLBOOK_PUBLIC_URL', `https://rollbook.example/?${SECRET}`],
    ['ROLLBOOK_PUBLIC_URL', `https://rollbook.example/#${SECRET}`],
    ['ROLLBOOK_PUBLIC_URL', 'https://rollbook.example/base?'],
    ['ROLLBOOK_PUBLIC_URL', 'https://rollbook.example/base#'],
    ['ROLLBOOK_TRUSTED_PROXIES', SECRET],
    ['ROLLBOOK_TRUSTED_PROXIES', '10.0.0.0/33'],
    ['ROLLBOOK_TRUSTED_PROXIES', '10.0.0.0/8/8'],
    ['ROLLBOOK_TRUSTED_PROXIES', '10.0.0.1,'],
    ['ROLLBOOK_TRUSTED_PROXIES', 'true'],
    ['ROLLBOOK_OWNER_KEY', SECRET],
    ['ROLLBOOK_OWNER_KEY', `${SECRET} `.repeat(4)],
    ['ROLLBOOK_AUDIT_RETENTION_DAYS', '0'],
    ['ROLLBOOK_MAX_BODY_BYTES', '1023'],
    ['ROLLBOOK_MAX_PAGE_SIZE', '10001'],
    ['ROLLBOOK_READ_YOUR_WRITES_MS', '60001'],
    ['ROLLBOOK_REFUSED_TOKEN_WINDOW_MS', '99'],
    ['ROLLBOOK_SHUTDOWN_MS', 'Infinity'],
    ['ROLLBOOK_SCIM_RATE_LIMIT', '-1'],
    ['ROLLBOOK_OAUTH_TOKEN_SECONDS', '59'],
    ['ROLLBOOK_OAUTH_SIGNING_KEYS', SECRET],
    ['ROLLBOOK_OAUTH_SIGNING_KEYS', `${'k'.repeat(32)},${SECRET}`],
  ])('refuses a wrong %s, names it, and never says what it was: %p', (variable, value) => {
    const message = refusal({ [variable]: value });
    expect(message).toContain(variable);
    if (value.includes(SECRET)) expect(message).not.toContain(SECRET);
  });

  it('refuses settings that there are not, by name', () => {
    const message = refusal({ ROLLBOOK_PORT: SECRET, ROLLBOOK_DATA: 'x', ROLLBOOK_BODY: '1' });
    expect(message).toBe('there is no setting ROLLBOOK_BODY, ROLLBOOK_PORT');
  });
});
