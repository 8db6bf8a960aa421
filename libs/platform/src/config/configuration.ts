import { isIP } from 'node:net';

/** What can be configured. `docs/configuration.md` describes each for those who run it. */
export interface Configuration {
  readonly port: number;
  readonly host: string;
  readonly dataFolder: string;
  readonly eventStore: EventStoreKind;
  /** Where EventStoreDB is, for that event store and no other; may hold a password. */
  readonly eventStoreDbUrl: string | undefined;
  /** Without a trailing slash; undefined when the server shall say where it listens. */
  readonly publicUrl: string | undefined;
  /** Addresses and networks of proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  readonly ownerKey: string | undefined;
  /** Postgres, with its password; undefined for the embedded read database. */
  readonly readDatabaseUrl: string | undefined;
  readonly projector: Projector;
  readonly logLevel: LogLevel;
  readonly auditRetentionDays: number;
  readonly maxBodyBytes: number;
  readonly maxPageSize: number;
  readonly readYourWritesMs: number;
  readonly refusedTokenWindowMs: number;
  readonly shutdownMs: number;
  /** Requests a second of one token or OAuth client; 0 for no limit. */
  readonly scimRateLimit: number;
  /** How long an access token is good for, in seconds. */
  readonly oauthTokenSeconds: number;
  /** What access tokens are signed with, the newest first; undefined for keys of the data folder. */
  readonly oauthSigningKeys: readonly string[] | undefined;
}

/** The highest rate limit there is, in requests a second; what is above is no limit. */
export const MAX_RATE_LIMIT = 100_000;

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const EVENT_STORE_KINDS = ['sqlite', 'eventstoredb'] as const;
export type EventStoreKind = (typeof EVENT_STORE_KINDS)[number];

/** Whether the API's process runs the projections itself, or leaves them to processes of their own. */
export const PROJECTORS = ['embedded', 'separate'] as const;
export type Projector = (typeof PROJECTORS)[number];

/** A variable that cannot be used. Names the variable, never its value, which may be a secret. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** What the engine behind a variable says at the start, without what may be in its words: the variable's value. */
export function unusable(variable: string, error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error)) return error;
  return new ConfigurationError(`${variable} cannot be used: ${String(error.code)}`);
}

type Reader<Value> = (text: string, variable: string) => Value;

interface Setting<Value> {
  readonly variable: string;
  readonly read: Reader<Value>;
  readonly fallback: Value;
}

const SETTINGS: { readonly [Name in keyof Configuration]: Setting<Configuration[Name]> } = {
  port: { variable: 'PORT', read: integer(0, 65_535), fallback: 8080 },
  host: { variable: 'HOST', read: text, fallback: '127.0.0.1' },
  dataFolder: { variable: 'ROLLBOOK_DATA', read: text, fallback: './data' },
  eventStore: {
    variable: 'ROLLBOOK_EVENT_STORE',
    read: oneOf(EVENT_STORE_KINDS),
    fallback: 'sqlite',
  },
  eventStoreDbUrl: {
    variable: 'ROLLBOOK_EVENTSTOREDB_URL',
    read: connectionString,
    fallback: undefined,
  },
  publicUrl: { variable: 'ROLLBOOK_PUBLIC_URL', read: url, fallback: undefined },
  trustedProxies: {
    variable: 'ROLLBOOK_TRUSTED_PROXIES',
    read: (given, variable) => given.split(',').map((each) => network(each.trim(), variable)),
    fallback: [],
  },
  ownerKey: { variable: 'ROLLBOOK_OWNER_KEY', read: key, fallback: undefined },
  readDatabaseUrl: {
    variable: 'ROLLBOOK_READ_DATABASE_URL',
    read: postgresUrl,
    fallback: undefined,
  },
  projector: { variable: 'ROLLBOOK_PROJECTOR', read: oneOf(PROJECTORS), fallback: 'embedded' },
  logLevel: { variable: 'LOG_LEVEL', read: oneOf(LOG_LEVELS), fallback: 'info' },
  auditRetentionDays: {
    variable: 'ROLLBOOK_AUDIT_RETENTION_DAYS',
    read: integer(1, 36_500),
    fallback: 30,
  },
  maxBodyBytes: {
    variable: 'ROLLBOOK_MAX_BODY_BYTES',
    read: integer(1_024, 64 * 1_048_576),
    fallback: 8 * 1_048_576,
  },
  maxPageSize: { variable: 'ROLLBOOK_MAX_PAGE_SIZE', read: integer(1, 10_000), fallback: 1_000 },
  readYourWritesMs: {
    variable: 'ROLLBOOK_READ_YOUR_WRITES_MS',
    read: integer(0, 60_000),
    fallback: 2_000,
  },
  refusedTokenWindowMs: {
    variable: 'ROLLBOOK_REFUSED_TOKEN_WINDOW_MS',
    read: integer(100, 3_600_000),
    fallback: 10_000,
  },
  shutdownMs: { variable: 'ROLLBOOK_SHUTDOWN_MS', read: integer(100, 600_000), fallback: 20_000 },
  scimRateLimit: {
    variable: 'ROLLBOOK_SCIM_RATE_LIMIT',
    read: integer(0, MAX_RATE_LIMIT),
    fallback: 0,
  },
  oauthTokenSeconds: {
    variable: 'ROLLBOOK_OAUTH_TOKEN_SECONDS',
    read: integer(60, 86_400),
    fallback: 3_600,
  },
  oauthSigningKeys: {
    variable: 'ROLLBOOK_OAUTH_SIGNING_KEYS',
    read: (given, variable) => given.split(',').map((each) => key(each.trim(), variable)),
    fallback: undefined,
  },
};

/**
 * Reads and checks the configuration. An empty variable counts as absent.
 *
 * @throws ConfigurationError for a value that is wrong, and for a `ROLLBOOK_…` variable that does not exist
 */
export function readConfiguration(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Configuration {
  const known = new Set(Object.values(SETTINGS).map(({ variable }) => variable));
  const unknown = Object.keys(environment).filter(
    (variable) => variable.startsWith('ROLLBOOK_') && !known.has(variable),
  );
  if (unknown.length > 0) {
    throw new ConfigurationError(`there is no setting ${unknown.sort().join(', ')}`);
  }
  const values = Object.entries(SETTINGS).map(([name, { variable, read, fallback }]) => {
    const given = environment[variable];
    return [name, given === undefined || given === '' ? fallback : read(given, variable)];
  });
  const configuration = Object.fromEntries(values) as Configuration;
  if (
    (configuration.eventStore === 'eventstoredb') !==
    (configuration.eventStoreDbUrl !== undefined)
  ) {
    throw new ConfigurationError(
      'ROLLBOOK_EVENT_STORE=eventstoredb and ROLLBOOK_EVENTSTOREDB_URL go together',
    );
  }
  return configuration;
}

function text(given: string): string {
  return given;
}

function integer(least: number, most: number): Reader<number> {
  return (given, variable) => {
    const value = Number(given);
    if (!/^\d+$/.test(given) || value < least || value > most) {
      throw new ConfigurationError(`${variable} must be a whole number from ${least} to ${most}`);
    }
    return value;
  };
}

function oneOf<const Value extends string>(values: readonly Value[]): Reader<Value> {
  return (given, variable) => {
    const found = values.find((value) => value === given);
    if (found === undefined) {
      throw new ConfigurationError(`${variable} must be one of ${values.join(', ')}`);
    }
    return found;
  };
}

function url(given: string, variable: string): string {
  const parsed = URL.canParse(given) ? new URL(given) : null;
  if (
    parsed === null ||
    !/^https?:$/.test(parsed.protocol) ||
    parsed.username + parsed.password !== '' ||
    // Also where nothing follows them: a path after a question mark is none.
    /[?#]/.test(given)
  ) {
    throw new ConfigurationError(
      `${variable} must be an http or https URL without credentials, query or fragment`,
    );
  }
  return parsed.href.replace(/\/+$/, '');
}

/** What its options mean is the client's business; that it is one at all is checked at the start. */
function connectionString(given: string, variable: string): string {
  if (!/^esdb(\+discover)?:\/\/\S+$/.test(given)) {
    throw new ConfigurationError(`${variable} must begin with esdb:// or esdb+discover://`);
  }
  return given;
}

function postgresUrl(given: string, variable: string): string {
  if (!/^postgres(ql)?:\/\/[^/\s]+\/[^/\s]+$/.test(given) || !URL.canParse(given)) {
    throw new ConfigurationError(
      `${variable} must be a URL that begins with postgres:// and names a database`,
    );
  }
  return given;
}

/** An address, or a network in CIDR notation. */
function network(given: string, variable: string): string {
  const [, address = '', length] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(given) ?? [];
  const family = isIP(address);
  if (family !== 0 && Number(length ?? 0) <= (family === 4 ? 32 : 128)) return given;
  throw new ConfigurationError(
    `${variable} must be IP addresses or networks like 10.0.0.0/8, separated by commas`,
  );
}

function key(given: string, variable: string): string {
  if (isKey(given)) return given;
  throw new ConfigurationError(`${variable} must have at least 32 characters and no blanks`);
}

/** Whether a text can be a key: long enough, and in one piece. */
export function isKey(text: string): boolean {
  return text.length >= 32 && !/\s/.test(text);
}
