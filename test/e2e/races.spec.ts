import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ScimAnswer } from '#testing';
import {
  expectList,
  expectNoContent,
  expectResource,
  memberIds,
  type Resource,
} from '../support/expectations.js';
import {
  addMembers,
  createGroup,
  createUser,
  filtered,
  groupBody,
  patchBody,
  patchGroup,
  patchUser,
  readGroup,
  readUser,
  userBody,
} from '../support/resources.js';
import { type Tenant, useRollbook } from '../support/rollbook.js';

const AT_ONCE = 64;
const rollbook = useRollbook();
let tenant: Tenant;
let members: Resource[];
const many = [...Array(AT_ONCE).keys()];

beforeAll(async () => {
  tenant = await rollbook.tenant({ profile: 'standard' });
  members = await Promise.all(many.map((n) => createUser(tenant.scim, 1_000 + n)));
});

/** How often each status was answered. */
function tally(answers: readonly ScimAnswer[]): Readonly<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

const atOnce = (request: (n: number) => Promise<ScimAnswer>) => Promise.all(many.map(request));

describe(`${AT_ONCE} requests at once`, () => {
  it.each(['keeper', 'keepabl', 'standard'] as const)(
    'that create one user name leave one user (%s)',
    async (profile) => {
      const { scim } = await rollbook.tenant({ profile });
      const answers = await atOnce(() => scim.post('/Users', userBody(1)));
      expect(tally(answers)).toEqual({ 201: 1, 409: AT_ONCE - 1 });
      const winner = answers.find(({ status }) => status === 201)!.body;
      const [user] = expectList(await scim.get('/Users'), 1);
      expect(user).toEqual(winner);
    },
  );

  it('that create one user name on two nodes leave one user', async () => {
    const { organisationId, scim } = await rollbook.tenant();
    const sibling = await rollbook.tenant({ organisationId });
    const answers = await atOnce((n) =>
      (n % 2 === 0 ? scim : sibling.scim).post('/Users', userBody(1)),
    );
    expect(tally(answers)).toEqual({ 201: 1, 409: AT_ONCE - 1 });
  });

  it('that create one external id leave one user', async () => {
    const answers = await atOnce((n) =>
      tenant.scim.post('/Users', userBody(2_000 + n, { externalId: 'raced' })),
    );
    expect(tally(answers)).toEqual({ 201: 1, 409: AT_ONCE - 1 });
    expectList(await tenant.scim.get(filtered('Users', 'externalId eq "raced"')), 1);
  });

  it('that create one group name leave one group', async () => {
    const answers = await atOnce((n) =>
      tenant.scim.post('/Groups', groupBody(n % 2 === 0 ? 'Raced' : 'RACED')),
    );
    expect(tally(answers)).toEqual({ 201: 1, 409: AT_ONCE - 1 });
    expectList(await tenant.scim.get(filtered('Groups', 'displayName eq "raced"')), 1);
  });

  it('that each add a member lose none', async () => {
    const { id } = await createGroup(tenant.scim, 'Everybody joins');
    const answers = await atOnce((n) => patchGroup(tenant.scim, id, addMembers(members[n]!.id)));
    expect(tally(answers)).toEqual({ 204: AT_ONCE });
    const everybody = members.map((user) => user.id).toSorted();
    expect(memberIds(await readGroup(tenant.scim, id))).toEqual(everybody);
    const states = await rollbook.admin.memberships(id, 'active');
    expect(states.map(({ userId }) => userId).toSorted()).toEqual(everybody);
  });

  it('that add and remove members leave exactly those who stayed', async () => {
    const half = AT_ONCE / 2;
    const stay = members.slice(0, half).map((user) => user.id);
    const go = members.slice(half).map((user) => user.id);
    const { id } = await createGroup(tenant.scim, 'Come and go', go);
    const answers = await atOnce((n) =>
      n < half
        ? patchGroup(tenant.scim, id, addMembers(stay[n]!))
        : patchGroup(tenant.scim, id, {
            op: 'remove',
            path: `members[value eq "${go[n - half]!}"]`,
          }),
    );
    expect(tally(answers)).toEqual({ 204: AT_ONCE });
    expect(memberIds(await readGroup(tenant.scim, id))).toEqual(stay.toSorted());
  });

  it('that change different attributes of one user lose none', async () => {
    const { id } = members[0]!;
    const paths = ['title', 'nickName', 'name.middleName', 'locale', 'timezone', 'userType'];
    const answers = await Promise.all(
      paths.map((path) => patchUser(tenant.scim, id, { op: 'replace', path, value: `v ${path}` })),
    );
    expect(tally(answers)).toEqual({ 200: paths.length });
    expect(await readUser(tenant.scim, id)).toMatchObject({
      title: 'v title',
      nickName: 'v nickName',
      name: { middleName: 'v name.middleName' },
      locale: 'v locale',
      timezone: 'v timezone',
      userType: 'v userType',
    });
  });

  it('that bring the same If-Match change a user once', async () => {
    const user = await readUser(tenant.scim, members[1]!.id);
    const headers = { 'if-match': user.meta.version };
    const answers = await atOnce((n) => {
      const patch = patchBody({ op: 'replace', path: 'title', value: `Winner ${n}` });
      return tenant.scim.patch(`/Users/${user.id}`, patch, headers);
    });
    expect(tally(answers)).toEqual({ 200: 1, 412: AT_ONCE - 1 });
    const winner = answers.find(({ status }) => status === 200)!;
    expect(await readUser(tenant.scim, user.id)).toEqual(expectResource(winner, 200));
  });

  it('that bring the same If-Match change a group once', async () => {
    const group = await createGroup(tenant.scim, 'If-Match race');
    const headers = { 'if-match': group.meta.version };
    const answers = await atOnce((n) => {
      const patch = patchBody(addMembers(members[n]!.id));
      return tenant.scim.patch(`/Groups/${group.id}`, patch, headers);
    });
    expect(tally(answers)).toEqual({ 204: 1, 412: AT_ONCE - 1 });
    expect(memberIds(await readGroup(tenant.scim, group.id))).toHaveLength(1);
  });

  it('that rename to one name leave one bearer, and free no name in use', async () => {
    const rename = { op: 'replace', path: 'userName', value: 'the.one@example.com' };
    const answers = await atOnce((n) => patchUser(tenant.scim, members[n]!.id, rename));
    expect(tally(answers)).toEqual({ 200: 1, 409: AT_ONCE - 1 });
    const [bearer] = expectList(
      await tenant.scim.get(filtered('Users', 'userName eq "the.one@example.com"')),
      1,
    );
    const winner = members.findIndex((user) => user.id === bearer?.id);
    const freed = await tenant.scim.post('/Users', userBody(1_000 + winner));
    expectResource(freed, 201);
    const loser = winner === 5 ? 6 : 5;
    expect((await tenant.scim.post('/Users', userBody(1_000 + loser))).status).toBe(409);
  });

  it('that delete one user delete it once', async () => {
    const { id } = await createUser(tenant.scim, 3_000);
    const answers = await atOnce(() => tenant.scim.delete(`/Users/${id}`));
    expect(tally(answers)).toEqual({ 204: 1, 404: AT_ONCE - 1 });
  });

  it('that register one user register it once', async () => {
    const { scim } = await rollbook.tenant();
    const { id } = await createUser(scim, 1);
    const answers = await Promise.all(
      many.map(() => rollbook.admin.send('POST', `/users/${id}/register`)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const entries = await rollbook.admin.audit({ target: id, category: 'REGISTER' });
    expect(entries).toHaveLength(1);
  });
});

describe('racing deletes and creates', () => {
  it.each(['keeper', 'standard'] as const)(
    'of one name never leave two users, nor a name that is blocked (%s)',
    async (profile) => {
      const { scim } = await rollbook.tenant({ profile });
      const first = await createUser(scim, 1);
      const answers = await atOnce(async (n) => {
        if (n % 2 === 0) return scim.post('/Users', userBody(1));
        const [present = first] = expectList(await scim.get('/Users'));
        return scim.delete(`/Users/${present.id}`);
      });
      const counts = tally(answers);
      const known = [201, 409, 204, 404].reduce((sum, status) => sum + (counts[status] ?? 0), 0);
      expect(known).toBe(AT_ONCE);
      // Whoever was created and not deleted is there, and nobody else.
      const listed = expectList(await scim.get('/Users'));
      expect(listed).toHaveLength(1 + (counts[201] ?? 0) - (counts[204] ?? 0));
      for (const { id } of listed) expectNoContent(await scim.delete(`/Users/${id}`));
      expectResource(await scim.post('/Users', userBody(1)), 201);
    },
  );

  it('bring an account back, or give its name to another, not both', async () => {
    const { scim } = await rollbook.tenant({ profile: 'keeper' });
    for (const n of many.slice(0, 24)) {
      const gone = await createUser(scim, n);
      const other = await createUser(scim, 500 + n);
      const name = gone.userName!;
      expectNoContent(await scim.delete(`/Users/${gone.id}`));
      const rename = { op: 'replace', path: 'userName', value: name };
      const answers = await Promise.all([
        scim.post('/Users', userBody(n)),
        patchUser(scim, other.id, rename),
      ]);
      expect(answers.map(({ status }) => status)).toContain(409);
      expectList(await scim.get(filtered('Users', `userName eq "${name}"`)), 1);
    }
  });

  it('of a user and of her memberships leave no member who is gone', async () => {
    const user = await createUser(tenant.scim, 4_000);
    const groups = await Promise.all(
      many.slice(0, 16).map((n) => createGroup(tenant.scim, `Joined late ${n}`)),
    );
    await Promise.all([
      tenant.scim.delete(`/Users/${user.id}`),
      ...groups.map(({ id }) => patchGroup(tenant.scim, id, addMembers(user.id))),
    ]);
    for (const { id } of groups) {
      expect(memberIds(await readGroup(tenant.scim, id))).toEqual([]);
    }
  });
});
