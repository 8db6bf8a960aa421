import { ownTurn } from '#event-store';
import { ScimError } from '#scim';
import type { FastifyInstance } from 'fastify';
import { isUtf8 } from 'node:buffer';
import { isAdminRequest } from '../admin/admin-authentication.js';
import { isTokenRequest } from '../oauth/oauth-paths.js';
import secureJson from 'secure-json-parse';
import { objectionTo } from './json-limits.js';

/** What a JSON body may call itself (T13). */
const JSON_TYPES = /^\s*(?:application|text)\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

/** JSON is UTF-8, and nothing else (RFC 8259 section 8.1); ASCII is that too. */
const OTHER_CHARSET = /;\s*charset\s*=\s*"?(?!(?:utf-?8|us-ascii)\b)/i;

/** From this many UTF-16 code units on, others have their turn of the event loop between the steps of reading a body. */
const LARGE_TEXT = 256 * 1024;

/** What administrators ask for has a few fields, each of which is looked at by itself. */
const MAX_ADMIN_BYTES = 262_144;

/** A token request has an id, a secret, and little else. */
const MAX_FORM_BYTES = 16_384;

/**
 * Reads the form of a token request as its text, and JSON everywhere else, under any of the names that IdPs give it, or
 * none. Keys that could reach an object's prototype are dropped: they are unknown attributes like others.
 */
export function readBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: MAX_FORM_BYTES },
    (request, body, done) => {
      if (isTokenRequest(request)) done(null, body);
      else done(notJson());
    },
  );
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    const type = request.headers['content-type'];
    if (type !== undefined && (!JSON_TYPES.test(type) || OTHER_CHARSET.test(type))) {
      done(notJson());
      return;
    }
    const bytes = body as Buffer;
    if (isAdminRequest(request) && bytes.length > MAX_ADMIN_BYTES) {
      done(new ScimErrorWithStatus(413, `the body takes ${MAX_ADMIN_BYTES} bytes at most`));
      return;
    }
    const text = bytes.toString('utf8');
    // What cannot be decoded becomes this character, and different names would become one.
    if (text.includes('\ufffd') && !isUtf8(bytes)) {
      done(new ScimErrorWithStatus(400, 'the body is no UTF-8'));
      return;
    }
    if (text.trim() === '') {
      done(null, undefined);
      return;
    }
    const objection = objectionTo(text);
    if (objection !== undefined) {
      done(new ScimErrorWithStatus(objection.status, objection.detail));
      return;
    }
    const read = (): readonly [error: Error | null, body?: unknown] => {
      try {
        const options = { protoAction: 'remove', constructorAction: 'remove' } as const;
        return [null, secureJson.parse(text, options)];
      } catch {
        return [new ScimErrorWithStatus(400, 'the body is no JSON')];
      }
    };
    if (text.length <= LARGE_TEXT) {
      done(...read());
      return;
    }
    void ownTurn().then(async () => {
      const outcome = read();
      await ownTurn();
      done(...outcome);
    });
  });
}

const notJson = () =>
  new ScimErrorWithStatus(415, 'the body must be JSON in UTF-8, e.g. application/scim+json');

/** Fastify asks an error for its `statusCode`. */
class ScimErrorWithStatus extends ScimError {
  constructor(
    readonly statusCode: number,
    detail: string,
  ) {
    super(statusCode, statusCode === 400 ? 'invalidSyntax' : undefined, detail);
  }
}
