import type { Logger } from '#platform';
import { createServer, type Server } from 'node:http';

/** A process as those see it who watch over it. */
export interface Watched {
  /** What stands still or does not answer, by name. */
  readonly stopped: () => string[];
  /** What is measured, in Prometheus' text format. */
  readonly measurements: () => Promise<string>;
}

/** Serves health and metrics under the paths at which the API has them. */
export function createHealthServer(logger: Pick<Logger, 'error'>, watched: Watched): Server {
  return createServer((request, response) => {
    const answer = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    switch (request.url) {
      case '/health/live':
        answer(200, { status: 'up' });
        return;
      case '/health/ready': {
        const stopped = watched.stopped();
        const ready = stopped.length === 0;
        answer(ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', stopped });
        return;
      }
      case '/metrics':
        watched.measurements().then(
          (text) => {
            response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text);
          },
          (error: unknown) => {
            logger.error({ event: 'not-measured', err: error }, 'the metrics could not be told');
            answer(500, { status: 'not measured' });
          },
        );
        return;
      default:
        answer(404, { status: 'not found' });
    }
  });
}
