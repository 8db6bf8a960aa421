import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { AdminClient, type RollbookProcess, startRollbook } from '#testing';
import { type Played, play } from './play.js';
import { report } from './report.js';
import { entraKeepabl } from './scenes/entra-keepabl.scene.js';
import { entraKeeper } from './scenes/entra-keeper.scene.js';
import { googleKeeper } from './scenes/google-keeper.scene.js';
import { oktaKeeper } from './scenes/okta-keeper.scene.js';
import { table } from './table.js';

const once = process.argv.includes('--once');

/** Data to look around in stays; data of a run that only shows itself goes. */
async function dataFolder(): Promise<string> {
  if (once) return mkdtemp(join(tmpdir(), 'rollbook-demo-'));
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const folder = join('data', `demo-${stamp}`);
  await mkdir(folder, { recursive: true });
  return folder;
}

function lookAround(server: RollbookProcess, folder: string, { nodes }: Played): string {
  const rows = [
    ['owner key', server.ownerKey],
    ['admin API', `${server.url}/admin/openapi.json`],
    ['metrics', `${server.url}/metrics`],
    ...nodes.map(({ scene, tenantUrl }) => [`SCIM, ${scene.node}`, tenantUrl]),
    ['data folder', relative('.', folder)],
  ];
  return [
    'Rollbook stays up for looking around; Ctrl-C ends it.',
    table(['what', 'where'], rows),
    '',
    `  curl -H 'Authorization: Bearer ${server.ownerKey}' '${server.url}/admin/v1/audit?limit=5'`,
  ].join('\n');
}

/** The play and what came of it; with nothing left to say it waits for the server, which nobody ends but Ctrl-C. */
async function show(server: RollbookProcess, folder: string): Promise<void> {
  const admin = new AdminClient(server.url, server.ownerKey);
  const played = await play(admin, [entraKeeper, oktaKeeper, googleKeeper, entraKeepabl]);
  const { requests, seconds } = played;
  console.log(
    `${requests} requests in ${seconds.toFixed(1)} s, ${Math.round(requests / seconds)} per second,` +
      ' each answered as expected.\n',
  );
  console.log(await report(admin, played));
  if (once) return;
  console.log(`\n${lookAround(server, folder, played)}`);
  await server.ended;
}

async function main(): Promise<void> {
  console.log('Rollbook demo: an administrator connects four nodes of one organisation to their');
  console.log('identity providers, which then send SCIM requests over HTTP, all at once.\n');
  const folder = await dataFolder();
  // However the demo is ended, the server must end with it.
  const interrupted = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => resolve());
  });
  const server = await startRollbook({ dataFolder: folder });
  try {
    await Promise.race([interrupted, show(server, folder)]);
  } finally {
    const { code } = await server.stop();
    if (code !== 0) {
      process.exitCode = 1;
      console.error(`The server ended with code ${code}. It wrote:\n${server.output()}`);
    }
    if (once) await rm(folder, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (error) {
  process.exitCode = 1;
  console.error(error instanceof Error ? error.message : error);
}
