import { describe, expect, it } from '@jest/globals';
import { rollbook } from './rollbook.js';

describe('rollbook', () => {
  it('tells what it can do', async () => {
    const { code, stdout } = await rollbook(['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('rollbook <command>');
    expect(stdout).toContain('backup <folder>');
    expect(stdout).toContain('copy-log --from <log> [--to <log>]');
  });

  it.each([
    ['no command', [], 'usage: rollbook <command>'],
    ['an unknown command', ['toString'], 'usage: rollbook <command>'],
    ['a missing folder', ['backup'], 'usage: rollbook backup <folder>'],
    ['too many folders', ['backup', 'a', 'b'], 'usage: rollbook backup <folder>'],
    ['a missing source', ['copy-log', '--to', 'a'], 'usage: rollbook copy-log'],
    ['an unknown option', ['copy-log', '--from', 'a', '--into', 'b'], 'usage: rollbook copy-log'],
  ])('refuses %s with the usage and exit code 2', async (_, args, usage) => {
    const { code, stdout, stderr } = await rollbook(args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(usage);
  });
});
