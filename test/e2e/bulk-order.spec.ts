import { expect, it } from '@jest/globals';
import type { ScimAnswer, ScimClient } from '#testing';
import fc from 'fast-check';
import { type BulkOperation, idOf, runBulk, statuses } from '../support/bulk.js';
import { expectList } from '../support/expectations.js';
import { addMembers, groupBody, patchBody, userBody } from '../support/resources.js';
import { useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();
const RUNS = { numRuns: 25, seed: 20_261_207 };

/** So few names and resources that they come again and again. */
const name = fc.constantFrom('a', 'b', 'c');
const earlier = fc.nat(3);
const userName = (text: string) => `${text}@example.com`;

interface Shown {
  readonly id: string;
  readonly userName?: string;
  readonly displayName?: string;
  readonly externalId?: string;
  readonly members?: readonly { readonly value: string }[];
  readonly groups?: readonly { readonly value: string }[];
}

type Draw = (madeBefore: readonly string[]) => Omit<BulkOperation, 'bulkId'> | undefined;

const creation = fc
  .tuple(fc.boolean(), name, fc.option(name), fc.array(earlier, { maxLength: 2 }))
  .map(([isGroup, named, externalId, members]): Draw => (made) => {
    const more = externalId === null ? {} : { externalId };
    const refs = members.flatMap((n) => made.filter((_, index) => index === n));
    return isGroup
      ? { method: 'POST', path: '/Groups', data: { ...groupBody(named, refs), ...more } }
      : {
          method: 'POST',
          path: '/Users',
          data: userBody(1, { userName: userName(named), ...more }),
        };
  });

const change = fc
  .tuple(
    fc.constantFrom('Users', 'Groups'),
    fc.constantFrom('rename', 'forget', 'fail', 'put', 'member', 'DELETE'),
    name,
    earlier,
    earlier,
  )
  .map(([type, kind, named, target, other]): Draw => (made) => {
    const [ref, member] = [made[target], made[other]];
    if (ref === undefined || member === undefined) return undefined;
    const path = `/${type}/${ref}`;
    const [attribute, value] =
      type === 'Users' ? ['userName', userName(named)] : ['displayName', named];
    const put = type === 'Users' ? userBody(1, { userName: value }) : groupBody(value);
    const operations = {
      rename: { op: 'replace', path: attribute, value },
      forget: { op: 'remove', path: 'externalId' },
      fail: { op: 'replace', path: 'no such[', value: 'x' },
      member: addMembers(member),
    };
    if (kind === 'DELETE') return { method: 'DELETE', path };
    if (kind === 'put') return { method: 'PUT', path, data: put };
    return { method: 'PATCH', path, data: patchBody(operations[kind]) };
  });

/** Operations that refer to earlier creations alone. */
const operations = fc
  .array(fc.oneof({ arbitrary: creation, weight: 3 }, { arbitrary: change, weight: 2 }), {
    minLength: 2,
    maxLength: 12,
  })
  .map((draws) => {
    const made: string[] = [];
    return draws.flatMap((draw, index): BulkOperation[] => {
      const operation = draw(made);
      if (operation?.method !== 'POST') return operation === undefined ? [] : [operation];
      made.push(`bulkId:${index}`);
      return [{ ...operation, bulkId: `${index}` }];
    });
  });

/** Sends the operations as requests of their own. Gives the statuses, and the bulkIds by the ids they became. */
async function oneByOne(
  scim: ScimClient,
  all: readonly BulkOperation[],
  failOnErrors: number,
): Promise<readonly [readonly string[], ReadonlyMap<string, string>]> {
  const given: string[] = [];
  const ids = new Map<string, string>();
  let failed = 0;
  for (const operation of all) {
    if (failed >= failOnErrors) break;
    const resolved = [...ids].reduce(
      (text, [id, bulkId]) => text.replaceAll(`bulkId:${bulkId}"`, `${id}"`),
      JSON.stringify(operation),
    );
    // What was not created cannot be referred to.
    const { status, body } =
      resolved.includes('"bulkId:') || resolved.includes('/bulkId:')
        ? { status: 409, body: undefined }
        : await send(scim, JSON.parse(resolved) as BulkOperation);
    given.push(String(status));
    if (status >= 400) failed++;
    if (status === 201) ids.set((body as { id: string }).id, operation.bulkId!);
  }
  return [given, ids];
}

function send(scim: ScimClient, { method, path, data }: BulkOperation): Promise<ScimAnswer> {
  switch (method) {
    case 'POST':
      return scim.post(path, data);
    case 'PUT':
      return scim.put(path, data);
    case 'PATCH':
      return scim.patch(path, data);
    default:
      return scim.delete(path);
  }
}

/** What there is, by bulkId: what each is called, and who belongs to whom. */
async function stateOf(scim: ScimClient, ids: ReadonlyMap<string, string>): Promise<object> {
  const lists = await Promise.all(['/Users', '/Groups'].map((path) => scim.get(path)));
  const state = lists
    .flatMap((list) => expectList(list))
    .map((resource) => {
      const {
        id,
        userName,
        displayName,
        externalId,
        members = [],
        groups = [],
      } = resource as unknown as Shown;
      const others = [...members, ...groups].map(({ value }) => ids.get(value));
      return [ids.get(id), { userName, displayName, externalId, others: others.toSorted() }];
    });
  return Object.fromEntries(state) as object;
}

it.each([undefined, 1, 2])(
  'a bulk request comes to what its operations come to one after the other; failOnErrors: %p',
  async (failOnErrors) => {
    await fc.assert(
      fc.asyncProperty(operations, async (all) => {
        if (all.length === 0) return;
        const [bulk, single] = await Promise.all([
          rollbook.tenant({ profile: 'standard' }),
          rollbook.tenant({ profile: 'standard' }),
        ]);
        const results = await runBulk(bulk.scim, all, failOnErrors);
        const [given, ids] = await oneByOne(single.scim, all, failOnErrors ?? Infinity);
        expect(statuses(results)).toEqual(given);
        const made = results.filter(({ status }) => status === '201');
        const bulkIds = new Map(made.map((result) => [idOf(result), result.bulkId!]));
        expect(await stateOf(bulk.scim, bulkIds)).toEqual(await stateOf(single.scim, ids));
      }),
      RUNS,
    );
  },
);
