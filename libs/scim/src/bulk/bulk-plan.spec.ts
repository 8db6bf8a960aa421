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

/** Carries a plan out; a creation gets its bulkId behind `id-` for an id. Gives the indexes of what went together. */
function carryOut(
  operations: readonly BulkOperation[],
  limit = Infinity,
): readonly (readonly number[])[] {
  const plan = new BulkPlan(operations);
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

  it('breaks a circle at a group, and completes it afterwards', () => {
    const plan = new BulkPlan([
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
    const plan = new BulkPlan([post('a'), remove('/Users/bulkId:a'), remove('/Users/bulkId:b')]);
    const [creation] = plan.next(9);
    plan.settle(creation!, undefined);
    for (const step of plan.next(9)) {
      expect(() => plan.resolved(step)).toThrow(expect.objectContaining({ status: 409 }));
    }
  });

  it('forgets to complete what has failed, and knows what is left to complete', () => {
    const circle = [post('a', { manager: 'bulkId:b' }), post('b', { manager: 'bulkId:a' })];
    const failed = new BulkPlan(circle);
    const [ahead] = failed.next(9);
    failed.settle(ahead!, undefined);
    expect(failed.next(9).map(({ index }) => index)).toEqual([1]);
    const left = new BulkPlan(circle);
    left.settle(left.next(9)[0]!, '1');
    expect(left.incomplete().map(({ index }) => index)).toEqual([0]);
  });

  it('carries out each operation, whatever refers to whatever', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'nobody');
    const links = fc.tuple(...['a', 'b', 'c', 'd', 'e'].map(() => fc.array(name)));
    fc.assert(
      fc.property(links, fc.boolean(), (members, asGroups) => {
        const plan = new BulkPlan(
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
