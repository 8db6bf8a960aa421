import { type Configuration, type Logger, unusable } from '#platform';
import { ScimError } from '#scim';
import { NotFoundException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type AddressInfo, Server as NetServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { AdminAuthentication } from './admin/admin-authentication.js';
import { describeAdminApi } from './admin/open-api.js';
import { AppModule } from './app.module.js';
import { acceptsJson } from './http/accept.js';
import { readBodies } from './http/body-parser.js';
import { ErrorFilter } from './http/error.filter.js';
import { NestLogger } from './http/nest-logger.js';
import { readQuery } from './http/query.js';
import { requestIds } from './http/request-ids.js';
import { RouteTable } from './http/route-table.js';
import { Surface } from './http/surface.js';
import { answerExpectation, answerUnreadable } from './http/unread-requests.js';
import { AccessTokens } from './oauth/access-tokens.js';
import { readSigningKeys } from './oauth/signing-keys.js';
import { Runtime } from './runtime.js';
import { ScimAuthentication } from './scim/scim-authentication.js';
import { ScimFailures } from './scim/scim-failures.js';
import { ScimRateLimit } from './scim/scim-rate-limit.js';
import { dialectOf } from './scim/scim-request.js';

/** A filter at its limit, with every character of it escaped, and what stands around it. */
const MAX_URL_LENGTH = 32_768;

const MAX_HEADER_BYTES = 2 * MAX_URL_LENGTH;

/** A server that listens. */
export interface Server {
  /** Where it listens, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Answers what has come in, then closes the engines. */
  stop(): Promise<void>;
}

/** Starts the engines and the server, and says on standard output where it listens. */
export async function startServer(configuration: Configuration, logger: Logger): Promise<Server> {
  const runtime = await Runtime.start(configuration, logger);
  try {
    return await listen(runtime, configuration, logger);
  } catch (error) {
    await runtime.stop();
    throw error;
  }
}

async function listen(
  runtime: Runtime,
  configuration: Configuration,
  logger: Logger,
): Promise<Server> {
  const { trustedProxies } = configuration;
  const failures = new ScimFailures(runtime, logger);
  const routes = new RouteTable();
  const errors = new ErrorFilter(failures, routes);
  const adapter = new FastifyAdapter({
    bodyLimit: configuration.maxBodyBytes,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    http: { maxHeaderSize: MAX_HEADER_BYTES },
    clientErrorHandler: answerUnreadable,
    routerOptions: {
      caseSensitive: false,
      ignoreTrailingSlash: true,
      // No id is longer: what is has not to be looked for.
      maxParamLength: 512,
      querystringParser: readQuery,
    },
    genReqId: requestIds(),
    // What comes in on an open connection while the server ends is served, and the connection then closed.
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      const noSuchId =
        error instanceof Error &&
        'code' in error &&
        error.code === 'FST_ERR_MAX_PARAM_LENGTH' &&
        request.url.length <= MAX_URL_LENGTH;
      void errors.answer(noSuchId ? new NotFoundException() : error, request, reply);
    },
  });
  const surface: Surface = new Surface(() => describeAdminApi(app));
  const { clock, ids } = runtime;
  const keys = readSigningKeys(configuration, ids);
  const { oauthTokenSeconds } = configuration;
  const accessTokens = new AccessTokens(keys, surface, clock, ids, oauthTokenSeconds);
  const rateLimit = new ScimRateLimit(runtime);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(runtime, surface, failures, accessTokens, rateLimit),
    adapter,
    { logger: new NestLogger(logger), bodyParser: false },
  );
  app.useGlobalFilters(errors);
  const server: FastifyInstance = adapter.getInstance();
  server.server.on('checkExpectation', answerExpectation);
  server.addHook('onRoute', ({ url, method }) => {
    routes.add(url, [method].flat());
  });
  readBodies(server);
  const scim = new ScimAuthentication(runtime, surface, accessTokens, rateLimit);
  authenticate(server, scim, new AdminAuthentication(runtime), errors);
  answerOptions(server, routes);
  measure(server, runtime);
  const ownerKey = await runtime.firstOwnerKey();
  if (ownerKey !== undefined) {
    process.stdout.write(`\nThe owner's API key, shown this once:\n\n    ${ownerKey}\n\n`);
  }
  await app.listen(configuration.port, configuration.host).catch((error: unknown) => {
    throw unusable('HOST and PORT', error);
  });
  const url = urlOf(server.server.address() as AddressInfo);
  surface.publicUrl = configuration.publicUrl ?? url;
  logger.info({ event: 'ready', url }, `Rollbook listens on ${url}`);
  return {
    url,
    stop: async () => {
      await drain(server);
      await app.close();
      await runtime.stop();
    },
  };
}

/** Lets nobody in without a token or a key, ahead of reading the body. */
function authenticate(
  server: FastifyInstance,
  scim: ScimAuthentication,
  admin: AdminAuthentication,
  errors: ErrorFilter,
): void {
  // Told ahead, lest every request become an object of another shape.
  server.decorateRequest('scim');
  server.addHook('onRequest', async (request, reply) => {
    if (!server.server.listening) reply.header('connection', 'close');
    try {
      await scim.authenticate(request, reply);
      if (request.scim === undefined) await admin.authenticate(request);
      else refuseUnservable(request);
    } catch (error) {
      await errors.answer(error, request, reply);
    }
  });
}

/** Refuses what no SCIM route can serve, ahead of reading the body. */
function refuseUnservable({ url, headers, params }: FastifyRequest): void {
  if (url.length > MAX_URL_LENGTH) {
    throw new ScimError(414, undefined, `a URL takes ${MAX_URL_LENGTH} characters at most`);
  }
  if (!acceptsJson(headers.accept)) {
    throw new ScimError(406, undefined, 'answers are application/scim+json');
  }
  // The router takes it for an id where the method is not the one of a search.
  if ((params as Readonly<Record<string, unknown>>)['id'] === '.search') {
    throw new NotFoundException();
  }
}

/** Answers OPTIONS (RFC 9110 section 9.3.7) for every path that has no answer of its own. */
function answerOptions(server: FastifyInstance, routes: RouteTable): void {
  // Without a promise, since every request comes by.
  server.addHook('onRequest', (request, reply, done) => {
    const asked = request.method === 'OPTIONS' && request.is404;
    const allow = asked ? routes.allow(request) : undefined;
    if (allow === undefined) done();
    else reply.header('allow', allow).status(204).send();
  });
}

function measure(server: FastifyInstance, { metrics, tolerances }: Runtime): void {
  server.addHook('onResponse', (request, reply, done) => {
    const { scim, method } = request;
    metrics.request(
      scim === undefined ? 'other' : 'scim',
      method,
      reply.statusCode,
      reply.elapsedTime,
    );
    if (scim !== undefined) {
      const { access, tolerated } = scim;
      tolerances.add(access.methodId, tolerated);
      for (const tolerance of tolerated.used) {
        const times = tolerated.counts[tolerance] ?? 0;
        metrics.tolerated(tolerance, dialectOf(request), access.idp, times);
      }
    }
    done();
  });
}

function urlOf({ address, family, port }: AddressInfo): string {
  const host = family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}

/** How long an open connection may still bring a request once the end has begun, in milliseconds. */
const DRAIN_MS = 250;

/**
 * Stops listening and waits until every connection is gone. Each answer now closes its connection; those that stay
 * silent are closed after a while. `http.Server.close` would cut them at once, with requests that are on their way.
 */
async function drain(server: FastifyInstance): Promise<void> {
  const http = server.server;
  NetServer.prototype.close.call(http);
  const end = Date.now() + DRAIN_MS;
  for (;;) {
    const open = await new Promise<number>((resolve) => {
      http.getConnections((_error, count) => {
        resolve(count);
      });
    });
    if (open === 0) return;
    if (Date.now() > end) http.closeIdleConnections();
    await delay(10);
  }
}
