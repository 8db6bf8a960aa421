import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  MethodNotAllowedException,
  NotFoundException,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendOAuthError, serverError, toOAuthError } from '../oauth/oauth-error.js';
import { isTokenRequest } from '../oauth/oauth-paths.js';
import { sendError } from '../scim/scim-answers.js';
import type { ScimFailures } from '../scim/scim-failures.js';
import { RETRY_AFTER_SECONDS } from '../scim/scim-refusals.js';
import { scimPathOf } from '../scim/scim-request.js';
import { challengeTo } from './bearer.js';
import { problem, toProblem } from './problem.js';
import type { RouteTable } from './route-table.js';

/** Answers every error in the form of the surface it occurred on: SCIM's, OAuth's, or RFC 9457's. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    private readonly failures: ScimFailures,
    private readonly routes: RouteTable,
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
    const meant = error instanceof NotFoundException ? this.noRoute(request, reply) : error;
    if (isTokenRequest(request)) {
      const unforeseen = () => serverError(this.failures.explain(meant, request).detail);
      sendOAuthError(reply, toOAuthError(meant) ?? unforeseen());
      return;
    }
    if (scimPathOf(request.url) === undefined) {
      this.answerProblem(meant, request, reply);
      return;
    }
    const scimError = this.failures.explain(meant, request);
    if (scimError.status === 401) {
      reply.header('www-authenticate', challengeTo(request, 'rollbook'));
    }
    await this.failures.recordRequest(request, scimError);
    sendError(reply, scimError);
  }

  private answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const body =
      toProblem(error) ?? problem(this.failures.explain(error, request).status, 'see the log');
    if (body.status === 401) {
      reply.header('www-authenticate', challengeTo(request, 'rollbook admin'));
    }
    if (body.status === 503) reply.header('retry-after', String(RETRY_AFTER_SECONDS));
    reply
      .status(body.status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(JSON.stringify(body));
  }

  /** The error of a request that no route takes: 405 with `Allow` where another method would do, else 404. */
  private noRoute(request: FastifyRequest, reply: FastifyReply): Error {
    const allow = this.routes.allow(request);
    if (allow === undefined || allow.split(', ').includes(request.method)) {
      return new NotFoundException('there is no such endpoint');
    }
    reply.header('allow', allow);
    return new MethodNotAllowedException(`${request.method} is not possible here`);
  }
}
