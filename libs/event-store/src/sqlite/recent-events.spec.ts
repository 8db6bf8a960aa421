import { describe, expect, it } from '@jest/globals';
import type { StoredEvent } from '../event-store.js';
import { RecentEvents } from './recent-events.js';

function stored(from: number, to: number, data = '{}'): StoredEvent[] {
  return Array.from({ length: to - from + 1 }, (_, index) => ({
    id: `id-${from + index}`,
    stream: 'user-1',
    revision: from + index,
    position: from + index,
    type: 'SomethingHappened',
    data,
    metadata: '{}',
  }));
}

describe('recent events', () => {
  it('know nothing of what was there before, except where it ended', () => {
    const recent = new RecentEvents(7);
    expect(recent.head).toBe(7);
    expect(recent.after(7, 10)).toEqual([]);
    expect(recent.after(6, 10)).toBeUndefined();
  });

  it('give what comes after a position, up to a limit', () => {
    const recent = new RecentEvents(7);
    recent.join(7);
    recent.push(stored(8, 9));
    recent.push(stored(10, 12));
    expect(recent.head).toBe(12);
    expect(recent.after(7, 10)).toEqual(stored(8, 12));
    expect(recent.after(9, 2)).toEqual(stored(10, 11));
    expect(recent.after(12, 10)).toEqual([]);
    expect(recent.after(6, 10)).toBeUndefined();
  });

  it('are kept until every reader has passed them', () => {
    const recent = new RecentEvents(7);
    const [slow, fast] = [recent.join(7), recent.join(7)];
    recent.push(stored(8, 9));
    fast.position = 9;
    recent.push(stored(10, 11));
    expect(recent.after(7, 10)).toEqual(stored(8, 11));

    slow.position = 8;
    recent.push(stored(12, 12));
    expect(recent.after(7, 10)).toBeUndefined();
    expect(recent.after(8, 10)).toEqual(stored(9, 12));

    recent.leave(slow);
    recent.push(stored(13, 13));
    expect(recent.after(8, 10)).toBeUndefined();
    expect(recent.after(9, 10)).toEqual(stored(10, 13));

    recent.leave(fast);
    recent.push(stored(14, 14));
    expect(recent.after(13, 10)).toBeUndefined();
    expect(recent.after(14, 10)).toEqual([]);
  });

  it('know nothing of what lies before a gap', () => {
    const recent = new RecentEvents(7);
    recent.join(7);
    recent.push(stored(8, 9));
    recent.push(stored(12, 13));
    expect(recent.head).toBe(13);
    expect(recent.after(11, 10)).toEqual(stored(12, 13));
    expect(recent.after(8, 10)).toBeUndefined();
  });

  it.each([
    ['many', '{}', 2_048],
    ['large', 'x'.repeat(1024 * 1024 - 2), 8],
  ])('forget the oldest when they are too %s, and leave no gap', (_, data, kept) => {
    const recent = new RecentEvents(0);
    recent.join(0);
    const last = kept * 2 + 1;
    for (let position = 1; position <= last; position++)
      recent.push(stored(position, position, data));
    expect(recent.after(last - kept, last)?.map(({ position }) => position)).toEqual(
      Array.from({ length: kept }, (_, index) => last - kept + 1 + index),
    );
    expect(recent.after(last - kept - 1, last)).toBeUndefined();
  });

  it('take an event that is larger than all the room, and forget it', () => {
    const recent = new RecentEvents(0);
    recent.join(0);
    recent.push(stored(1, 1, 'x'.repeat(17 * 1024 * 1024)));
    expect(recent.after(0, 10)).toBeUndefined();
    expect(recent.after(1, 10)).toEqual([]);
  });
});
