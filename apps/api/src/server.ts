import type { Configuration, Logger } from '#platform';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type AddressInfo, Server as NetServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { AppModule } from './app.module.js';
import { readJsonBodies } from './http/body-parser.js';
import { ErrorFilter } from './http/error.filter.js';
import { NestLogger } from './http/nest-logger.js';
import { readQuery } from './http/query.js';
import { requestIds } from './http/request-ids.js';
import { Surface } from './http/surface.js';
import { Runtime } from './runtime.js';
import { ScimAuthentication } from './scim/scim-authentication.js';
import { dialectOf } from './scim/scim-request.js';

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
  const errors = new ErrorFilter(runtime, logger);
  const adapter = new FastifyAdapter({
    bodyLimit: configuration.maxBodyBytes,
    routerOptions: {
      caseSensitive: false,
      ignoreTrailingSlash: true,
      maxParamLength: 512,
      querystringParser: readQuery,
    },
    genReqId: requestIds(),
    // What comes in on an open connection while the server ends is served, and the connection then closed.
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      void errors.answer(error, request, reply);
    },
  });
  const surface: Surface = new Surface(() => describeAdminApi(app));
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(runtime, surface),
    adapter,
    { logger: new NestLogger(logger), bodyParser: false },
  );
  app.useGlobalFilters(errors);
  const server: FastifyInstance = adapter.getInstance();
  readJsonBodies(server);
  guardScim(server, new ScimAuthentication(runtime, surface), errors);
  measure(server, runtime);
  const ownerKey = await runtime.firstOwnerKey();
  if (ownerKey !== undefined) {
    process.stdout.write(`\nThe owner's API key, shown this once:\n\n    ${ownerKey}\n\n`);
  }
  await app.listen(configuration.port, configuration.host);
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

function guardScim(
  server: FastifyInstance,
  authentication: ScimAuthentication,
  errors: ErrorFilter,
): void {
  server.addHook('onRequest', async (request, reply) => {
    if (!server.server.listening) reply.header('connection', 'close');
    try {
      await authentication.authenticate(request);
    } catch (error) {
      await errors.answer(error, request, reply);
    }
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
      for (const [tolerance, times] of Object.entries(tolerated.counts)) {
        const labels = { tolerance, dialect: dialectOf(request), idp: access.idp };
        metrics.tolerated.inc(labels, times);
      }
    }
    done();
  });
}

function urlOf({ address, family, port }: AddressInfo): string {
  const host = family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}

function describeAdminApi(app: NestFastifyApplication): OpenAPIObject {
  const description = new DocumentBuilder()
    .setTitle('Rollbook admin API')
    .setDescription('Organisations, nodes, provisioning methods, users, teams and the audit log.')
    .setVersion('1')
    .addBearerAuth()
    .build();
  return SwaggerModule.createDocument(app, description);
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
