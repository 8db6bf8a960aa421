import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';

const module = new URL('./run-process.js', import.meta.url).href;

/** Runs a process whose start is given as source text, and sends it SIGTERM when it has said that it is starting. */
async function terminated(start: string, shutdownMs: number) {
  const source = `
    import { runProcess } from '${module}';
    await runProcess(async () => { console.log('starting'); ${start} });
    process.exit();`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ROLLBOOK_SHUTDOWN_MS: String(shutdownMs) },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    if (!output.includes('starting') && chunk.includes('starting')) child.kill('SIGTERM');
    output += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  const events = [...output.matchAll(/"event":"([^"]+)"/g)].map(([, event]) => event);
  return { code, events, output };
}

describe('a process that is told to end while it starts', () => {
  it('ends when the start is over, and closes what that has opened', async () => {
    const start = `
      await new Promise((resolve) => {
        const alive = setInterval(() => {}, 1_000);
        process.once('SIGTERM', () => { clearInterval(alive); resolve(); });
      });
      return { stop: async () => console.log('closed') };`;
    const { code, events, output } = await terminated(start, 600_000);
    expect(code).toBe(0);
    expect(events).toEqual(['stopping', 'stopped']);
    expect(output).toContain('closed');
  });

  it('gives up a start that takes too long', async () => {
    const { code, events } = await terminated(
      'return new Promise(() => setInterval(() => {}, 1_000));',
      100,
    );
    expect(code).toBe(1);
    expect(events).toEqual(['stopping', 'stop-timeout']);
  });
});
