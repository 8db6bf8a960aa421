/**
 * Does a list cost more the more users there are? Rollbook alone, with few users and then with many, which are put into
 * its log while it is stopped: `node dist/test/load/large.js --users 1000000`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fill } from './fill.js';
import { Connection } from './load-client.js';
import { type Measurement, measure, median, quantile, type Step } from './measure.js';
import { readOptions } from './options.js';
import { userName } from './people.js';
import { type PinnedProcess, pinGenerator } from './pinned-process.js';
import { startProcess, startRollbook } from './rollbook-process.js';
import type { Server } from './server.js';

const few = 10_000;
const { users: many, seconds } = readOptions(process.argv.slice(2));
const dataFolder = mkdtempSync(join(tmpdir(), 'rollbook-load-'));
process.once('exit', () => rmSync(dataFolder, { recursive: true, force: true }));
pinGenerator();

const { owner, ...first } = await startRollbook(dataFolder);
await first.process.stop();
const results = new Map<string, number[]>();
let created = 0;
for (const count of [few, many]) {
  let start = performance.now();
  const ids = await fill(dataFolder, owner, created, count);
  created = count;
  console.log(`${count.toLocaleString('en')} users in the log after ${since(start)}`);
  start = performance.now();
  const started = await startProcess(dataFolder);
  console.log(`read models made in ${since(start)}`);
  await idle(started);
  console.log(`everything else in ${since(start)}`);
  const userIds = Object.values(ids);
  const endpoint = { ...first.endpoint, port: started.port };
  const server: Server = { ...first, process: started, endpoint, userIds };
  try {
    await measureAll(server, count);
  } finally {
    await started.stop();
  }
}
for (const [name, [before = NaN, after = NaN]] of results) {
  console.log(
    `${name.padEnd(14)} p50 ${before.toFixed(2)} ms, then ${after.toFixed(2)} ms: ${(after / before).toFixed(2)} times`,
  );
}

/** The audit log is made after the server is ready, and must not be measured with what follows. */
async function idle(server: PinnedProcess): Promise<void> {
  for (let busy = 1; busy > 0.1;) {
    const before = server.processorSeconds();
    await delay(1_000);
    busy = server.processorSeconds() - before;
  }
}

async function measureAll(server: Server, count: number): Promise<void> {
  const any = () => Math.floor(Math.random() * count);
  const eq = (name: string) => () =>
    list(`filter=${encodeURIComponent(`${name} eq "${userName(any())}"`)}`, '"totalResults":1');
  const last = await lastCursor(server, count);
  await record('match', server, eq('userName'));
  await record('email', server, eq('emails.value'));
  await record('page', server, () => list(`startIndex=${any() + 1}&count=100`, 'itemsPerPage'));
  await record('first cursor', server, () => list('cursor=&count=100', 'nextCursor'));
  await record('last cursor', server, () => list(`cursor=${last}&count=100`, 'previousCursor'));

  const connection = await Connection.open(server.endpoint);
  const start = performance.now();
  const scan = list(`filter=${encodeURIComponent('title co "no such"')}`, '"totalResults":0');
  let done = false;
  const scanned = connection.send(scan.request).then(() => (done = true));
  const others = await measure(server, 4, () => (done ? undefined : eq('userName')()));
  await scanned;
  connection.close();
  console.log(
    `an unindexed filter over ${count.toLocaleString('en')} users: ${since(start)}; ${summary(others)} for others meanwhile`,
  );
}

async function record(name: string, server: Server, step: () => Step): Promise<void> {
  const end = performance.now() + seconds * 1_000;
  const measured = await measure(server, 2, () => (performance.now() < end ? step() : undefined));
  results.set(name, [...(results.get(name) ?? []), median(measured.latenciesMs)]);
  console.log(`  ${name}: ${summary(measured)}`);
}

/** Goes to the end by cursor, to measure the last page. */
async function lastCursor(server: Server, count: number): Promise<string> {
  const connection = await Connection.open(server.endpoint);
  let cursor = '';
  for (let page = 0; page < Math.ceil(count / 1_000) - 1; page++) {
    const answer = await connection.send(list(`cursor=${cursor}&count=1000`, 'nextCursor').request);
    cursor = /"nextCursor":"([^"]+)"/.exec(answer.toString('latin1'))?.[1] ?? '';
  }
  connection.close();
  return cursor;
}

function list(query: string, holds: string): Step {
  return { request: { method: 'GET', path: `/Users?${query}`, status: [200], holds } };
}

function summary({ latenciesMs, requestsPerSecond }: Measurement): string {
  const at = (share: number) => quantile(latenciesMs, share).toFixed(2);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, ${Math.round(requestsPerSecond)}/s`;
}

function since(start: number): string {
  return `${((performance.now() - start) / 1_000).toFixed(1)} s`;
}
