import type { Configuration, Logger, Running } from '#platform';
import { auditProjection, directoryProjection } from '#read-model';
import { openEngines, Projector } from '#runtime';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Starts a projector, and a server for those who watch over it. */
export async function startProjector(
  configuration: Configuration,
  logger: Logger,
): Promise<Running> {
  const engines = await openEngines({ ...configuration, projector: 'separate' }, logger);
  const { shared, metrics } = engines;
  shared?.watch.start(() => undefined);
  const projector = new Projector(engines);
  await projector.start();
  const health = watchOver({
    failing: () => [
      ...projector.stopped(),
      ...(shared?.watch.current === false ? ['read-database'] : []),
    ],
    measurements: () => {
      for (const { name } of [directoryProjection, auditProjection]) {
        metrics.positions.set({ name }, shared?.watch.positionOf(name) ?? 0);
      }
      return metrics.registry.metrics();
    },
  });
  health.listen(configuration.port, configuration.host);
  await once(health, 'listening');
  const { port } = health.address() as AddressInfo;
  const url = `http://${configuration.host}:${port}`;
  logger.info({ event: 'ready', url }, `The projector's health is at ${url}`);
  return {
    stop: async () => {
      await projector.stop();
      health.close();
      health.closeAllConnections();
      await engines.close();
    },
  };
}

interface Watched {
  readonly failing: () => string[];
  readonly measurements: () => Promise<string>;
}

/** The same paths as the API has them. */
function watchOver({ failing, measurements }: Watched): Server {
  return createServer((request, response) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    switch (request.url) {
      case '/health/live':
        answer(200, { status: 'up' });
        return;
      case '/health/ready': {
        const stopped = failing();
        answer(stopped.length === 0 ? 200 : 503, {
          status: stopped.length === 0 ? 'ready' : 'not ready',
          stopped,
        });
        return;
      }
      case '/metrics':
        void measurements().then((text) => {
          response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text);
        });
        return;
      default:
        answer(404, { status: 'not found' });
    }
  });
}
