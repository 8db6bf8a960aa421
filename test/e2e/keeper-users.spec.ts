import { beforeAll, describe, expect, it } from '@jest/globals';
import { person } from '#testing';
import {
  categories,
  expectError,
  expectList,
  expectNoContent,
  expectProblem,
  expectResource,
} from '../support/expectations.js';
import { createUser, filtered, patchUser, readUser, userBody } from '../support/resources.js';
import { type Tenant, useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();
let tenant: Tenant;
const stateOf = async (id: string) =>
  (await rollbook.admin.users(tenant.nodeId)).find((user) => user.id === id)?.state;

describe('profile keeper: users', () => {
  beforeAll(async () => {
    tenant = await rollbook.tenant({ profile: 'keeper' });
  });

  it.each(['no-address', 'a@', '@b.c', 'a b@c.d', 'a@b@c'])(
    'refuses the user name %p, which is no e-mail address',
    async (userName) => {
      const body = { ...userBody(900), userName, emails: undefined };
      expectError(await tenant.scim.post('/Users', body), 400, 'invalidValue');
    },
  );

  it('refuses a create whose user name and e-mail differ', async () => {
    const body = userBody(1, { emails: [{ value: 'other@example.com', primary: true }] });
    expectError(await tenant.scim.post('/Users', body), 400, 'invalidValue');
    expectList(await tenant.scim.get(filtered('Users', `userName eq "${person(1).email}"`)), 0);
  });

  it('takes a user name and an e-mail for one that differ in blanks around them', async () => {
    const value = ' blank@example.com';
    const user = await createUser(tenant.scim, 3, { userName: value, emails: [{ value }] });
    expect(user).toMatchObject({
      userName: 'blank@example.com',
      emails: [{ value: 'blank@example.com' }],
    });
  });

  it('invites a new user, who is active once registered', async () => {
    const { id } = await createUser(tenant.scim, 2);
    expect(await stateOf(id)).toBe('invited');
    expect((await rollbook.admin.register(id)).state).toBe('active');
    expect(await stateOf(id)).toBe('active');
    const again = await rollbook.admin.send('POST', `/users/${id}/register`);
    expectProblem(again, 409);
  });

  it.each([
    ['userName', 10, (value: string) => [{ op: 'replace', path: 'userName', value }]],
    [
      'the work e-mail',
      11,
      (value: string) => [{ op: 'replace', path: 'emails[type eq "work"].value', value }],
    ],
    ['all e-mails', 12, (value: string) => [{ op: 'replace', path: 'emails', value: [{ value }] }]],
    [
      'a value without a path',
      13,
      (value: string) => [{ op: 'replace', value: { userName: value } }],
    ],
  ])('changes user name and e-mail together by %s', async (_, n, operations) => {
    const address = `new.address.${n}@example.com`;
    const { id } = await createUser(tenant.scim, n);
    const user = expectResource(await patchUser(tenant.scim, id, ...operations(address)), 200);
    expect(user.userName).toBe(address);
    expect(user.emails).toEqual([expect.objectContaining({ value: address })]);
    expect(await readUser(tenant.scim, id)).toEqual(user);
  });

  it('changes user name and e-mail together by PUT of either', async () => {
    const { id } = await createUser(tenant.scim, 40);
    const byName = userBody(40, { userName: 'put.name@example.com' });
    const renamed = expectResource(await tenant.scim.put(`/Users/${id}`, byName), 200);
    expect(renamed.emails?.[0]?.value).toBe('put.name@example.com');
    const byEmail = { ...byName, emails: [{ value: 'put.email@example.com', primary: true }] };
    const moved = expectResource(await tenant.scim.put(`/Users/${id}`, byEmail), 200);
    expect(moved.userName).toBe('put.email@example.com');
  });

  it('refuses a change of both to different values, and changes nothing', async () => {
    const user = await createUser(tenant.scim, 41);
    const answer = await patchUser(
      tenant.scim,
      user.id,
      { op: 'replace', path: 'userName', value: 'one@example.com' },
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'two@example.com' },
    );
    expectError(answer, 400, 'invalidValue');
    expect(await readUser(tenant.scim, user.id)).toEqual(user);
  });

  it('locks by active false, and unlocks to what it was', async () => {
    for (const [n, state] of [
      [50, 'invited'],
      [51, 'active'],
    ] as const) {
      const { id } = await createUser(tenant.scim, n);
      if (state === 'active') await rollbook.admin.register(id);
      expectResource(
        await patchUser(tenant.scim, id, { op: 'replace', path: 'active', value: false }),
        200,
      );
      expect(await stateOf(id)).toBe('locked');
      expectResource(
        await patchUser(tenant.scim, id, { op: 'replace', path: 'active', value: true }),
        200,
      );
      expect(await stateOf(id)).toBe(state);
    }
  });

  it('creates a user locked when active is false', async () => {
    const user = await createUser(tenant.scim, 52, { active: false });
    expect(user.active).toBe(false);
    expect(await stateOf(user.id)).toBe('locked');
  });

  it('locks and unlists by DELETE, and brings the same account back by a create', async () => {
    const who = person(60);
    const created = await createUser(tenant.scim, 60, { externalId: who.externalId });
    const { id } = created;
    await rollbook.admin.register(id);
    expectNoContent(await tenant.scim.delete(`/Users/${id}`));

    expect(await stateOf(id)).toBe('deprovisioned');
    expectError(await tenant.scim.get(`/Users/${id}`), 404);
    expectError(await tenant.scim.put(`/Users/${id}`, userBody(60)), 404);
    const lock = await patchUser(tenant.scim, id, { op: 'replace', path: 'active', value: true });
    expectError(lock, 404);
    expectError(await tenant.scim.delete(`/Users/${id}`), 404);
    for (const filter of [
      `userName eq "${who.email}"`,
      `externalId eq "${who.externalId}"`,
      `id eq "${id}"`,
    ]) {
      expectList(await tenant.scim.get(filtered('Users', filter)), 0);
    }
    const listed = expectList(await tenant.scim.get('/Users?count=1000'));
    expect(listed.map((user) => user.id)).not.toContain(id);

    const sibling = await rollbook.tenant({ organisationId: tenant.organisationId });
    expectError(await sibling.scim.post('/Users', userBody(60)), 409, 'uniqueness');

    const upper = userBody(60, { userName: who.email.toUpperCase(), emails: undefined });
    const back = expectResource(await tenant.scim.post('/Users', upper), 201);
    expect(back.id).toBe(id);
    expect(back.meta.created).toBe(created.meta.created);
    expect(await stateOf(id)).toBe('active');
    expect(await categories(rollbook.admin, id)).toEqual([
      'CREATE',
      'REGISTER',
      'SUSPEND',
      'CREATE',
    ]);
    expectError(await tenant.scim.post('/Users', userBody(60)), 409, 'uniqueness');
  });

  it('does not bring back an external id that another has meanwhile, nor a name', async () => {
    const gone = await createUser(tenant.scim, 70, { externalId: 'reused' });
    expectNoContent(await tenant.scim.delete(`/Users/${gone.id}`));
    const heir = await createUser(tenant.scim, 71, { externalId: 'reused' });
    const again = userBody(70, { externalId: 'reused' });
    expectError(await tenant.scim.post('/Users', again), 409, 'uniqueness');
    const [bearer] = expectList(
      await tenant.scim.get(filtered('Users', 'externalId eq "reused"')),
      1,
    );
    expect(bearer?.id).toBe(heir.id);

    const rename = { op: 'replace', path: 'userName', value: gone.userName };
    expectResource(await patchUser(tenant.scim, heir.id, rename), 200);
    expectError(await tenant.scim.post('/Users', userBody(70)), 409, 'uniqueness');
    expect(await stateOf(gone.id)).toBe('deprovisioned');
  });
});
