import { describe, expect, it } from '@jest/globals';
import { LogHealth } from './log-health.js';

describe('LogHealth', () => {
  it('is bad after a failed append, until one is written or some time has passed', () => {
    let now = 0;
    const health = new LogHealth({ now: () => new Date(now) });
    expect(health.isWritable()).toBe(true);
    health.failed();
    expect(health.isWritable()).toBe(false);
    health.written();
    expect(health.isWritable()).toBe(true);
    health.failed();
    now += 10_000;
    expect(health.isWritable()).toBe(false);
    now += 1;
    expect(health.isWritable()).toBe(true);
  });
});
