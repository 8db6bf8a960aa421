import type { Configuration, Logger, Running } from '#platform';
import { auditProjection, directoryProjection } from '#read-model';
import { openEngines, Projector } from '#runtime';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createHealthServer } from './health-server.js';

/** Starts a projector, and a server for those who watch over it. */
export async function startProjector(
  configuration: Configuration,
  logger: Logger,
): Promise<Running> {
  const engines = await openEngines({ ...configuration, projector: 'separate' }, logger);
  const { shared, metrics, logHealth } = engines;
  const projector = new Projector(engines);
  const health = createHealthServer(logger, {
    stopped: () => [
      ...(logHealth.isWritable() ? [] : ['event-log']),
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
  const stop = async () => {
    await projector.stop();
    health.close();
    health.closeAllConnections();
    await engines.close();
  };
  try {
    shared?.watch.start(() => undefined);
    await projector.start();
    health.listen(configuration.port, configuration.host);
    await once(health, 'listening');
  } catch (error) {
    await stop();
    throw error;
  }
  const { port } = health.address() as AddressInfo;
  const url = `http://${configuration.host}:${port}`;
  logger.info({ event: 'ready', url }, `The projector's health is at ${url}`);
  return { stop };
}
