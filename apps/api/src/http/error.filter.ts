import { ScimError } from '#scim';
import { type ArgumentsHost, Catch, type ExceptionFilter, NotFoundException } from '@nestjs/common';
import type { Logger } from '#platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendOAuthError, serverError, toOAuthError } from '../oauth/oauth-error.js';
import { isTokenRequest } from '../oauth/oauth-paths.js';
import type { Runtime } from '../runtime.js';
import { sendError } from '../scim/scim-answers.js';
import { recordFailure } from '../scim/scim-failures.js';
import { RETRY_AFTER_SECONDS, toScimError } from '../scim/scim-refusals.js';
import { scimPathOf } from '../scim/scim-request.js';
import { noRoute } from './method-not-allowed.js';
import { problem, toProblem } from './problem.js';

/** Answers every error in the form of the surface it occurred on: SCIM's, or RFC 9457's. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    private readonly runtime: Runtime,
    private readonly logger: Logger,
  ) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    await this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Answers an error, be it of a handler or of what comes ahead of it. */
  async answer(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    // A body that was not read to its end is read and dropped: a client that is still sending would otherwise find
    // its connection cut, and never see why. Node's own time limit for a request bounds it.
    reply.removeHeader('connection');
    request.raw.resume();
    if (isTokenRequest(request)) {
      const oauthError = toOAuthError(error);
      sendOAuthError(reply, oauthError ?? serverError(this.unforeseen(error, request).detail));
      return;
    }
    if (scimPathOf(request.url) === undefined) {
      this.answerProblem(error, request, reply);
      return;
    }
    const scimError =
      error instanceof NotFoundException
        ? noRoute(request, reply)
        : (toScimError(error) ?? this.unforeseen(error, request));
    try {
      await recordFailure(this.runtime, request, scimError);
    } catch (lost) {
      // The caller is refused either way; what the audit log lacks then is in this line.
      this.logger.error({ event: 'failure-not-recorded', requestId: request.id, err: lost });
    }
    sendError(reply, scimError);
  }

  private answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const body = toProblem(error) ?? problem(this.unforeseen(error, request).status, 'see the log');
    if (body.status === 401) reply.header('www-authenticate', 'Bearer realm="rollbook admin"');
    if (body.status === 503) reply.header('retry-after', String(RETRY_AFTER_SECONDS));
    reply
      .status(body.status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(JSON.stringify(body));
  }

  private unforeseen(error: unknown, request: FastifyRequest): ScimError {
    this.logger.error(
      { event: 'unforeseen-error', requestId: request.id, method: request.method, err: error },
      'a request failed for a reason that nobody foresaw',
    );
    return new ScimError(500, undefined, `an internal error; request ${request.id}`);
  }
}
