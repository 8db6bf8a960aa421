import fc from 'fast-check';
import type { HttpMethod } from '#testing';
import { brokenText, bulkText, jsonText, name, patchText, resourceText } from './json-text.js';

/** A generated request. `{user}` and `{group}` in its path stand for resources that are there. */
export interface FuzzRequest {
  readonly method: HttpMethod;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const word = fc.oneof(
  { arbitrary: name, weight: 3 },
  {
    arbitrary: fc.constantFrom(
      ...['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'pr', 'EQ', 'and', 'or', 'not'],
      ...['(', ')', '[', ']', '.value', '+', ' ', '"a"', '"\\', '"\\ud800"', 'true', 'null', '7'],
      ...[
        '"2024-01-01T00:00:00Z"',
        'meta.created',
        'emails[type eq "work"]',
        '-1e999',
        '%',
        '\u0000',
      ],
    ),
    weight: 6,
  },
);
const filter = fc.oneof(
  fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
  fc.array(word, { maxLength: 6 }).map((words) => words.join('')),
  fc.constantFrom(100, 3_000).map((times) => '('.repeat(times)),
  fc.constantFrom(10, 500, 3_000).map((times) => Array(times).fill('title pr').join(' or ')),
);

const number = fc.constantFrom('0', '1', '-1', '1001', '9007199254740993', '1e9', 'NaN', '', 'x');
const parameter = fc.oneof(
  { arbitrary: filter.map((text) => ['filter', text] as const), weight: 6 },
  fc.tuple(fc.constantFrom('startIndex', 'count', 'STARTINDEX'), number),
  fc.tuple(
    fc.constantFrom('attributes', 'excludedAttributes', 'sortBy'),
    fc.array(name, { maxLength: 4 }).map((names) => names.join()),
  ),
  fc.tuple(fc.constantFrom('sortOrder', 'cursor', '__proto__', 'filter[x]'), fc.string()),
);
const query = fc
  .array(parameter, { maxLength: 3 })
  .map((parameters) =>
    parameters.map(([key, value]) => `${encoded(key)}=${encoded(value)}`).join('&'),
  );

const tag = fc.constantFrom('*', 'W/"0"', '"x"', 'W/"999", *', 'W/', '"', '', 'W/"0","0"');
const headers = fc.record(
  {
    'content-type': fc.constantFrom(
      ...['application/scim+json', 'application/json; charset=utf-8', 'text/json', 'text/html'],
      ...['application/scim+json; charset=utf-16', ';', 'multipart/form-data; boundary='],
    ),
    accept: fc.constantFrom('application/scim+json', '*/*', 'text/html;q=0.1', 'x', 'a/b;q=2'),
    'if-match': tag,
    'if-none-match': tag,
    'user-agent': fc.string({ unit: 'grapheme-ascii', maxLength: 300 }).map((text) => text.trim()),
    adscimversion: fc.constantFrom('1', '', '\t'),
    'x-forwarded-for': fc.constantFrom('::', 'x,y'),
  },
  { requiredKeys: [] },
);

const segment = fc.constantFrom(
  ...['%00', '%', '%E0%A4%A', '..%2F..', 'x', '.search', 'bulkId:a', '%F0%9F%8E%AA', '__proto__'],
);
const readPath = fc.oneof(
  fc.constantFrom('/Users', '/Groups', '/Users/{user}', '/Groups/{group}', '/Schemas', '/Me', '/'),
  fc.constantFrom('/ServiceProviderConfig', '/ResourceTypes/User', '/users/', '/Bulk', '/.search'),
  segment.map((id) => `/Users/${id}`),
);

const read = fc.record({
  method: fc.constantFrom<HttpMethod>('GET', 'GET', 'GET', 'HEAD', 'OPTIONS'),
  path: fc
    .tuple(readPath, query)
    .map(([path, text]) => `${path}?${text}`)
    // Headers that are longer are refused by the HTTP parser, before it is known whose they are.
    .filter((path) => path.length < 60_000),
  headers,
});

const write = fc
  .oneof(
    {
      arbitrary: fc.tuple(
        fc.constant('PATCH'),
        fc.constantFrom('/Users/{user}', '/Groups/{group}'),
        patchText,
      ),
      weight: 6,
    },
    {
      arbitrary: fc.tuple(
        fc.constant('PUT'),
        fc.constantFrom('/Users/{user}', '/Groups/{group}'),
        resourceText,
      ),
      weight: 2,
    },
    {
      arbitrary: fc.tuple(fc.constant('POST'), fc.constantFrom('/Users', '/Groups'), resourceText),
      weight: 2,
    },
    { arbitrary: fc.tuple(fc.constant('POST'), fc.constant('/Bulk'), bulkText), weight: 2 },
    {
      arbitrary: fc.tuple(
        fc.constant('POST'),
        fc.constantFrom('/.search', '/Users/.search'),
        jsonText,
      ),
      weight: 1,
    },
    {
      arbitrary: fc.tuple(fc.constantFrom('POST', 'PUT', 'PATCH'), readPath, brokenText),
      weight: 1,
    },
  )
  .chain(([method, path, body]) =>
    fc.record({
      method: fc.constant(method as HttpMethod),
      path: fc.constant(path),
      headers,
      body: fc.constant(body),
    }),
  );

/** Anything that a client with a token might send. */
export const anyRequest: fc.Arbitrary<FuzzRequest> = fc.oneof(
  { arbitrary: read, weight: 1 },
  { arbitrary: write, weight: 2 },
);

/** Half a character, which JavaScript knows and UTF-8 does not, is sent as it stands for. */
function encoded(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}
