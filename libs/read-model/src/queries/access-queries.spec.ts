import { describe, expect, it } from '@jest/globals';
import type { ReadDatabase } from '../read-database.js';
import { AccessQueries } from './access-queries.js';

const changed = ['method-'];

/** Queries whose look-ups answer when they are told to. */
function accessQueries() {
  const answers: ((row: object | undefined) => void)[] = [];
  const database = {
    dialect: { name: 'sqlite' },
    get: () => new Promise((resolve) => answers.push(resolve)),
  };
  const access = new AccessQueries(database as unknown as ReadDatabase);
  return { access, answers };
}

describe('what was found', () => {
  it('is remembered until a method changes', async () => {
    const { access, answers } = accessQueries();
    const first = access.token('hash');
    answers[0]!({ tokenId: 'k1', strict: 1 });
    expect(await first).toEqual({ tokenId: 'k1', strict: true });
    expect(await access.token('hash')).toEqual({ tokenId: 'k1', strict: true });
    expect(answers).toHaveLength(1);
    access.applied(['user-']);
    await access.token('hash');
    expect(answers).toHaveLength(1);
    access.applied(changed);
    const again = access.token('hash');
    answers[1]!(undefined);
    expect(await again).toBeUndefined();
  });

  it.each(['token', 'client'] as const)(
    'is not remembered when a method changed while it was looked up: %s',
    async (kind) => {
      const { access, answers } = accessQueries();
      const before = access[kind]('key');
      access.applied(changed);
      answers[0]!({ strict: 0 });
      expect(await before).toEqual({ strict: false });
      const after = access[kind]('key');
      expect(answers).toHaveLength(2);
      answers[1]!(undefined);
      expect(await after).toBeUndefined();
    },
  );
});
