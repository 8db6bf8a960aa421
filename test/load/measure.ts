import { Connection, type LoadRequest } from './load-client.js';
import type { Server } from './server.js';

/** A request, and what to do with the body of its answer. */
export interface Step {
  readonly request: LoadRequest;
  readonly done?: (body: Buffer) => void;
}

/** What a stretch of load came to. */
export interface Measurement {
  readonly requestsPerSecond: number;
  readonly latenciesMs: readonly number[];
  /** The share of its core that each side was busy: who was the limit. */
  readonly generatorBusy: number;
  readonly serverBusy: number;
}

/**
 * Sends requests over several connections, one at a time on each, until there is none left.
 *
 * @param next the next step, or undefined to end
 */
export async function measure(
  server: Server,
  connections: number,
  next: () => Step | undefined,
): Promise<Measurement> {
  const opened = await Promise.all(
    Array.from({ length: connections }, () => Connection.open(server.endpoint)),
  );
  const latenciesMs: number[] = [];
  const serverBefore = server.process.processorSeconds();
  const generatorBefore = process.cpuUsage();
  const start = performance.now();
  try {
    await Promise.all(
      opened.map(async (connection) => {
        for (let step = next(); step; step = next()) {
          const sent = performance.now();
          const body = await connection.send(step.request);
          latenciesMs.push(performance.now() - sent);
          step.done?.(body);
        }
      }),
    );
  } finally {
    opened.forEach((connection) => connection.close());
  }
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(generatorBefore);
  return {
    requestsPerSecond: latenciesMs.length / seconds,
    latenciesMs,
    generatorBusy: (user + system) / 1e6 / seconds,
    serverBusy: (server.process.processorSeconds() - serverBefore) / seconds,
  };
}

/** The value below which a share of the values lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
