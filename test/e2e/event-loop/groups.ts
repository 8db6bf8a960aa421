import { beforeAll, describe, expect, it } from '@jest/globals';
import { bulkBody, createMany } from '../../support/bulk.js';
import { expectList, expectStatus } from '../../support/expectations.js';
import {
  LONGEST,
  LONGEST_WITHOUT_CHANGE,
  type Request,
  useWatchedRollbook,
} from '../../support/event-loop.js';
import {
  addMembers,
  createGroup,
  groupBody,
  type Operation,
  patchBody,
} from '../../support/resources.js';

const watched = useWatchedRollbook();
const MEMBERS = 10_000;
let memberIds: readonly string[];
let made = 0;
const nameOf = () => `Group ${(made += 1)}`;

beforeAll(async () => {
  memberIds = await createMany(watched.tenant.scim, '/Users', MEMBERS, (n) => ({
    userName: `member${n}@example.com`,
  }));
});

describe('members, as many as one request may name', () => {
  const full = async () => {
    const answer = await watched.tenant.scim.post(
      '/Groups?attributes=id',
      groupBody(nameOf(), memberIds),
    );
    expectStatus(answer, 201);
    return `/Groups/${answer.body.id ?? ''}`;
  };
  const patching = (path: string, operation: Operation): Request => {
    const body = JSON.stringify(patchBody(operation));
    return () => watched.tenant.scim.patch(path, body);
  };

  it('are put into a new group', async () => {
    const prepare = async () => {
      const body = JSON.stringify(groupBody(nameOf(), memberIds));
      return () => watched.tenant.scim.post('/Groups', body);
    };
    await watched.expectTurnsBelow(LONGEST, prepare, 201);
  });

  it('are added to a group', async () => {
    const prepare = async () => {
      const { id } = await createGroup(watched.tenant.scim, nameOf());
      return patching(`/Groups/${id}`, addMembers(...memberIds));
    };
    await watched.expectTurnsBelow(LONGEST, prepare, 204);
  });

  it('are named by each of ten new groups of one bulk request', async () => {
    const prepare = async () => {
      const user = {
        method: 'POST',
        path: '/Users',
        bulkId: 'u',
        data: { userName: `named${(made += 1)}@example.com` },
      };
      const operations = Array.from({ length: 10 }, (_, n) => ({
        method: 'POST',
        path: '/Groups',
        bulkId: `g${n}`,
        data: groupBody(
          nameOf(),
          Array.from(memberIds, () => 'bulkId:u'),
        ),
      }));
      const body = JSON.stringify(bulkBody([user, ...operations]));
      return () => watched.tenant.scim.post('/Bulk', body);
    };
    await watched.expectTurnsBelow(LONGEST, prepare, 200);
  });

  it('are all removed', async () => {
    const prepare = async () => patching(await full(), { op: 'remove', path: 'members' });
    await watched.expectTurnsBelow(LONGEST, prepare, 204);
  });

  it('are put again', async () => {
    const prepare = async () => {
      const path = await full();
      const body = JSON.stringify(groupBody(nameOf(), memberIds));
      return () => watched.tenant.scim.put(path, body);
    };
    await watched.expectTurnsBelow(LONGEST, prepare, 200);
  });

  it('go with their group', async () => {
    const prepare = async () => {
      const path = await full();
      return () => watched.tenant.scim.delete(path);
    };
    await watched.expectTurnsBelow(LONGEST_WITHOUT_CHANGE, prepare, 204);
  });

  it.each(['', '?attributes=members'])('are read, with "%s"', async (query) => {
    const path = await full();
    const prepare = async () => () => watched.tenant.scim.get(path + query);
    await watched.expectTurnsBelow(LONGEST_WITHOUT_CHANGE, prepare, 200);
  });

  it('are read by the page', async () => {
    const paths = [await full(), await full(), await full()];
    const list = '/Groups?sortBy=meta.created&sortOrder=descending&count=3';
    const prepare = async () => () => watched.tenant.scim.get(list);
    await watched.expectTurnsBelow(LONGEST_WITHOUT_CHANGE, prepare, 200);
    const groups = expectList(await watched.tenant.scim.get(list));
    expect(groups.map(({ id }) => `/Groups/${id}`).sort()).toEqual([...paths].sort());
    for (const { members } of groups) {
      expect(members?.map(({ value }) => value).sort()).toEqual([...memberIds].sort());
    }
  });

  it('are no more', async () => {
    const body = groupBody(nameOf(), [...memberIds, 'one']);
    expectStatus({ ...(await watched.tenant.scim.post('/Groups', body)), text: '' }, 413);
  });
});

describe('filters that look at everything', () => {
  const terms = (count: number, attribute: string) =>
    Array.from({ length: count }, (_, n) => `${attribute} co "never${n}"`).join(' or ');

  it.each([
    ['Users', terms(200, 'name.familyName')],
    ['Users', terms(50, 'emails.type')],
    ['Groups', terms(20, 'members.display')],
  ])('find nothing among %s', async (type, filter) => {
    await createGroup(watched.tenant.scim, nameOf(), memberIds);
    const path = `/${type}?count=10&filter=${encodeURIComponent(filter)}`;
    const prepare = async () => () => watched.tenant.scim.get(path);
    await watched.expectTurnsBelow(LONGEST_WITHOUT_CHANGE, prepare, 200);
  });
});
