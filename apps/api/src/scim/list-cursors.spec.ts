import { describe, expect, it } from '@jest/globals';
import type { CursorPosition } from '#read-model';
import { CURSOR_TIMEOUT_SECONDS, ListCursors } from './list-cursors.js';

const POSITION: CursorPosition = {
  place: { part: 0, ordinal: 7, key: 'ann' },
  back: false,
  total: 9,
};
let now = 0;
const cursors = (secret: string) =>
  new ListCursors(() => Promise.resolve(secret), { now: () => new Date(now) });
const refused = (scimType: string) => expect.objectContaining({ status: 400, scimType });

describe('a cursor', () => {
  it('leads back to its place, and shows nothing of it', async () => {
    const text = await cursors('secret').seal(POSITION, 'list');
    expect(await cursors('secret').open(text, 'list')).toEqual(POSITION);
    // RFC 9865 section 2: unreserved characters alone.
    expect(text).toMatch(/^[\w\-.~]+$/);
    expect(Buffer.from(text, 'base64url').toString('latin1')).not.toContain('ann');
  });

  it('opens until its time is over, and is told from a false one then', async () => {
    now = 0;
    const text = await cursors('secret').seal(POSITION, 'list');
    now = CURSOR_TIMEOUT_SECONDS * 1_000;
    await expect(cursors('secret').open(text, 'list')).resolves.toEqual(POSITION);
    now += 1;
    await expect(cursors('secret').open(text, 'list')).rejects.toEqual(refused('expiredCursor'));
    await expect(cursors('secret').open(text, 'other')).rejects.toEqual(refused('invalidCursor'));
  });

  it('opens neither for another list, nor with another secret, nor cut short or changed', async () => {
    now = 0;
    const text = await cursors('secret').seal(POSITION, 'list');
    const changed = `${text.slice(0, -1)}${text.endsWith('A') ? 'Q' : 'A'}`;
    for (const [secret, tried, list] of [
      ['secret', text, 'other'],
      ['another', text, 'list'],
      ['secret', text.slice(0, 30), 'list'],
      ['secret', changed, 'list'],
      ['secret', '', 'list'],
    ] as const) {
      await expect(cursors(secret).open(tried, list)).rejects.toEqual(refused('invalidCursor'));
    }
  });
});
