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

  it('does not last for as long as the clock is set back', () => {
    let now = 7_200_000;
    const health = new LogHealth({ now: () => new Date(now) });
    health.failed();
    now -= 3_600_000;
    expect(health.isWritable()).toBe(true);
  });
});
