import { ScimError } from '#scim';
import type { FastifyInstance } from 'fastify';
import secureJson from 'secure-json-parse';
import { objectionTo } from './json-limits.js';

/** What a JSON body may call itself (T13). */
const JSON_TYPES = /^\s*(?:application|text)\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

/**
 * Reads JSON under any of the names that IdPs give it, or none. Keys that could reach an object's prototype are
 * dropped: they are unknown attributes like others.
 */
export function readJsonBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (request, body, done) => {
    const type = request.headers['content-type'];
    const text = body as string;
    if (type !== undefined && type !== '' && !JSON_TYPES.test(type)) {
      done(new ScimErrorWithStatus(415, 'the body must be JSON, e.g. application/scim+json'));
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
    try {
      const options = { protoAction: 'remove', constructorAction: 'remove' } as const;
      done(null, secureJson.parse(text, options));
    } catch {
      done(new ScimErrorWithStatus(400, 'the body is no JSON'));
    }
  });
}

/** Fastify asks an error for its `statusCode`. */
class ScimErrorWithStatus extends ScimError {
  constructor(
    readonly statusCode: number,
    detail: string,
  ) {
    super(statusCode, statusCode === 400 ? 'invalidSyntax' : undefined, detail);
  }
}
