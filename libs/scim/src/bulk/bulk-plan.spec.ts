import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BulkPlan } from './bulk-plan.js';
import type { BulkOperation } from './bulk-request.js';

const post = (bulkId: string, data: unknown = {}, path = '/Users'): BulkOperation => ({
  method: 'POST',
  path,
  bulkId,
  data,
});
const patch = (path: string, value: unknown): BulkOperation => ({
  method: 'PATCH',
  path,
  data: { Operations: [{ op: 'add', value }] },
});
const remove = (path: string): BulkOperation => ({ method: 'DELETE', path, data: undefined });

function planOf(operations: readonly BulkOperation[]): BulkPlan {
  const planning = BulkPlan.of(structuredClone(operations));
  let step = planning.next();
  while (step.done !== true) step = planning.next();
  return step.value;
}

/** Carries a plan out; a creation gets its bulkId behind `id-` for an id. Gives the indexes of what went together. */
function carryOut(
  operations: readonly BulkOperation[],
  limit = Infinity,
): readonly (readonly number[])[] {
  const plan = planOf(operations);
  const waves: number[][] = [];
  for (let steps = plan.next(limit); steps.length > 0; steps = plan.next(limit)) {
    for (const step of steps) {
      const { bulkId = '' } = step.operation;
      plan.resolved(step);
      plan.settle(step, `id-${bulkId}`);
    }
    waves.push(steps.map(({ index }) => index));
  }
  return waves;
}

describe('BulkPlan', () => {
  it('gives creations of one type out together', () => {
    expect(carryOut([post('a'), post('b'), post('c', {}, '/Groups')])).toEqual([[0, 1], [2]]);
  });

  it('gives out no more than asked for', () => {
    expect(carryOut([post('a'), post('b'), post('c')], 2)).toEqual([[0, 1], [2]]);
  });

  it('keeps the order of what concerns one resource, or takes names', () => {
    const [one, two] = [patch('/Users/1', { title: 'x' }), patch('/Users/2', { title: 'x' })];
    expect(carryOut([one, two, one])).toEqual([[0, 1], [2]]);
    const rename = patch('/Users/3', { userName: 'x' });
    expect(carryOut([one, rename, two])).toEqual([[0], [1], [2]]);
    expect(carryOut([remove('/Users/1'), remove('/Users/2'), post('a')])).toEqual([[0, 1], [2]]);
  });

  it('lets what refers to a later creation wait for it', () => {
    const group = post('g', { members: [{ value: 'bulkId:u' }] }, '/Groups');
    expect(carryOut([group, remove('/Users/1'), post('u')])).toEqual([[1], [2], [0]]);
  });

  it('lets nothing overtake what waits for a creation before it', () => {
    const a = post('a', { userName: 'n' });
    const b = post('b', { userName: 'n' });
    expect(carryOut([a, remove('/Users/bulkId:a'), b])).toEqual([[0], [1], [2]]);
    const rename = patch('/Users/bulkId:a', { userName: 'm' });
    expect(carryOut([a, rename, b])).toEqual([[0], [1], [2]]);
    expect(carryOut([a, rename, rename, b], 2)).toEqual([[0], [1], [2], [3]]);
    const groups = ['g', 'h'].map((bulkId) => post(bulkId, { displayName: 'n' }, '/Groups'));
    expect(carryOut([groups[0]!, remove('/Groups/bulkId:g'), groups[1]!])).toEqual([[0], [1], [2]]);
  });

  it('keeps what concerns one resource behind what waits for a later creation, however it is written', () => {
    const added = patch('/Groups/1', { members: [{ value: 'bulkId:u' }] });
    for (const path of ['/Groups/1', 'groups/1/']) {
      expect(carryOut([added, remove(path), post('u')])).toEqual([[2], [0], [1]]);
      expect(carryOut([remove(path), remove('/Groups/1')])).toEqual([[0], [1]]);
    }
  });

  it('keeps the order in which names are taken behind what waits for a later creation', () => {
    const renamed = patch('/Groups/1', { displayName: 'new', members: [{ value: 'bulkId:u' }] });
    const reuse = post('g', { displayName: 'old' }, '/Groups');
    expect(carryOut([renamed, reuse, post('u')])).toEqual([[2], [0], [1]]);
    const managed = patch('/Users/1', { manager: 'bulkId:u', userName: 'x' });
    expect(carryOut([managed, remove('/Users/1'), post('u')])).toEqual([[2], [0], [1]]);
  });

  it('lets creations that ask for one name go one after the other', () => {
    const names = [
      { userName: 'n', externalId: '1', displayName: 'Same' },
      { UserName: ['N'], externalId: '2', displayName: 'Same' },
      { 'urn:ietf:params:scim:schemas:core:2.0:User': { externalId: '2' }, displayName: 'Same' },
      { 'urn:ietf:params:scim:schemas:core:2.0:User:userName': 'm', displayName: 'Same' },
    ];
    const users = names.map((data, n) => post(`${n}`, data));
    expect(carryOut(users)).toEqual([[0], [1], [2, 3]]);
    const groups = names.map((data, n) => post(`${n}`, data, '/Groups'));
    expect(carryOut(groups)).toEqual([[0], [1], [2], [3]]);
  });

  it('gives a thousand creations out in few waves, whichever way they refer', () => {
    const users = Array.from({ length: 900 }, (_, n) => post(`u${n}`));
    const groups = Array.from({ length: 100 }, (_, n) =>
      post(`g${n}`, { members: users.map(({ bulkId }) => `bulkId:${bulkId}`) }, '/Groups'),
    );
    expect(carryOut([...users, ...groups], 64)).toHaveLength(15 + 2);
    expect(carryOut([...groups, ...users], 64)).toHaveLength(15 + 2);
    const single = groups.map((group, n) => ({ ...group, data: { members: `bulkId:u${n}` } }));
    expect(carryOut([...single, ...users], 64).length).toBeLessThan(25);
  });

  it('keeps the order of the request where nothing refers to a later creation', () => {
    const operation = fc.record({
      method: fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE'),
      type: fc.constantFrom('/Users', '/Groups'),
      target: fc.nat(5),
      refers: fc.array(fc.nat(5), { maxLength: 2 }),
      names: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(operation, { maxLength: 12 }),
        fc.integer({ min: 1, max: 9 }),
        (all, limit) => {
          const created: string[] = [];
          const operations = all.map(({ method, type, target, refers, names }, index) => {
            const bulkIdOf = (n: number) => created[n % created.length];
            const data = {
              ...(names && { displayName: 'n' }),
              members: refers.flatMap((n) => (created.length === 0 ? [] : `bulkId:${bulkIdOf(n)}`)),
            };
            if (method !== 'POST') {
              const id = created.length === 0 ? '1' : `bulkId:${bulkIdOf(target)}`;
              return { method, path: `${type}/${id}`, data } as const;
            }
            created.push(`${index}`);
            return post(`${index}`, data, type);
          });
          expect(carryOut(operations, limit).flat()).toEqual([...operations.keys()]);
        },
      ),
    );
  });

  it('breaks a circle at a group, and completes it afterwards', () => {
    const plan = planOf([
      post('u', { userName: 'u', groups: ['bulkId:g'] }),
      post('g', { displayName: 'g', members: ['bulkId:u'] }, '/Groups'),
    ]);
    const [group] = plan.next(9);
    expect(group).toMatchObject({ index: 1, operation: { data: { displayName: 'g' } } });
    expect(group?.operation.data).not.toHaveProperty('members');
    plan.settle(group!, '7');
    const [user] = plan.next(9);
    expect(plan.resolved(user!).data).toEqual({ userName: 'u', groups: ['7'] });
    plan.settle(user!, '8');
    const [rest] = plan.next(9);
    expect(rest).toMatchObject({ index: 1, completes: true });
    expect(plan.resolved(rest!)).toMatchObject({
      method: 'PATCH',
      path: '/groups/7',
      data: { Operations: [{ op: 'add', path: 'members', value: ['8'] }] },
    });
    expect(plan.next(9)).toEqual([]);
  });

  it('fails what refers to a failed creation, or to none', () => {
    const plan = planOf([post('a'), remove('/Users/bulkId:a'), remove('/Users/bulkId:b')]);
    const [creation] = plan.next(9);
    plan.settle(creation!, undefined);
    for (const step of plan.next(9)) {
      expect(() => plan.resolved(step)).toThrow(expect.objectContaining({ status: 409 }));
    }
  });

  it('fails what has more references than an operation may name, and has nobody wait for it', () => {
    const members = Array.from({ length: 10_001 }, () => 'bulkId:u');
    const plan = planOf([post('g', { members }, '/Groups'), post('u')]);
    const [group] = plan.next(9);
    expect(group).toMatchObject({ index: 0, completes: false });
    expect(() => plan.resolved(group!)).toThrow(expect.objectContaining({ status: 413 }));
  });

  it('forgets to complete what has failed, and knows what is left to complete', () => {
    const circle = [post('a', { manager: 'bulkId:b' }), post('b', { manager: 'bulkId:a' })];
    const failed = planOf(circle);
    const [ahead] = failed.next(9);
    failed.settle(ahead!, undefined);
    expect(failed.next(9).map(({ index }) => index)).toEqual([1]);
    const left = planOf(circle);
    left.settle(left.next(9)[0]!, '1');
    expect(left.incomplete().map(({ index }) => index)).toEqual([0]);
  });

  it('carries out each operation, whatever refers to whatever', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'nobody');
    const links = fc.tuple(...['a', 'b', 'c', 'd', 'e'].map(() => fc.array(name)));
    fc.assert(
      fc.property(links, fc.boolean(), (members, asGroups) => {
        const plan = planOf(
          ['a', 'b', 'c', 'd', 'e'].map((bulkId, n) =>
            post(
              bulkId,
              { members: (members[n] ?? []).map((value) => `bulkId:${value}`) },
              asGroups ? '/Groups' : '/Users',
            ),
          ),
        );
        const done = new Set<number>();
        for (let steps = plan.next(3); steps.length > 0; steps = plan.next(3)) {
          for (const step of steps) {
            if (!step.completes) done.add(step.index);
            plan.settle(step, 'x');
          }
        }
        expect(done.size).toBe(5);
      }),
    );
  });
});
