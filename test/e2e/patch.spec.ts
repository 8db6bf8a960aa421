import { beforeAll, describe, expect, it } from '@jest/globals';
import { ENTERPRISE_USER } from '#testing';
import {
  expectError,
  expectNoContent,
  expectResource,
  expectStatus,
  history,
  memberIds,
} from '../support/expectations.js';
import {
  addMembers,
  createGroup,
  createUser,
  type Operation,
  patchBody,
  patchGroup,
  patchUser,
  readGroup,
  readUser,
  userBody,
} from '../support/resources.js';
import { type Tenant, useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();
let tenant: Tenant;
let next = 0;
const newUser = (more?: Readonly<Record<string, unknown>>) =>
  createUser(tenant.scim, (next += 1), more);
beforeAll(async () => {
  tenant = await rollbook.tenant({ profile: 'standard' });
});

describe('a write that asks for attributes and excludes some at once', () => {
  const both = '?attributes=title&excludedAttributes=name';
  it('is refused ahead of the change, by PATCH and by PUT', async () => {
    const user = await newUser();
    const before = await readUser(tenant.scim, user.id);
    const path = `/Users/${user.id}${both}`;
    const title = { op: 'replace', path: 'title', value: 'Too early' };
    expectError(await tenant.scim.patch(path, patchBody(title)), 400, 'invalidValue');
    expectError(
      await tenant.scim.put(path, userBody(1, { title: 'Too early' })),
      400,
      'invalidValue',
    );
    expect(await readUser(tenant.scim, user.id)).toEqual(before);
  });
});

describe('a refused PATCH', () => {
  const good: Operation = { op: 'replace', path: 'title', value: 'Half of it' };
  it.each<[string, Operation, string]>([
    ['an unknown op', { op: 'upsert', path: 'title', value: 'x' }, 'invalidSyntax'],
    ['a malformed path', { op: 'replace', path: 'emails[type eq', value: 'x' }, 'invalidPath'],
    ['an unknown attribute', { op: 'replace', path: 'colour', value: 'x' }, 'invalidPath'],
    ['an unknown extension', { op: 'add', path: 'urn:x:y:z', value: 'x' }, 'invalidPath'],
    ['a remove without a path', { op: 'remove' }, 'noTarget'],
    ['an add without a value', { op: 'add', path: 'title' }, 'invalidValue'],
    ['a wrong type', { op: 'replace', path: 'active', value: 'maybe' }, 'invalidValue'],
    ['an object for text', { op: 'replace', path: 'title', value: { a: 1 } }, 'invalidValue'],
    ['the id', { op: 'replace', path: 'id', value: 'x' }, 'mutability'],
    ['the meta', { op: 'replace', path: 'meta.created', value: 'x' }, 'mutability'],
    ['no user name', { op: 'remove', path: 'userName' }, 'mutability'],
    [
      'a filter other than eq that matches nothing',
      { op: 'replace', path: 'phoneNumbers[type ne "fax"].value', value: 'x' },
      'noTarget',
    ],
  ])('changes nothing of a user: %s', async (_, bad, scimType) => {
    const user = await newUser();
    const before = await history(rollbook.admin, user.id);
    for (const operations of [
      [good, bad],
      [bad, good],
    ]) {
      expectError(await patchUser(tenant.scim, user.id, ...operations), 400, scimType);
    }
    expect(await readUser(tenant.scim, user.id)).toEqual(user);
    const after = await history(rollbook.admin, user.id);
    expect(after.filter(({ outcome }) => outcome === 'success')).toEqual(before);
    expect(after.filter(({ outcome }) => outcome === 'failure')).not.toEqual([]);
  });

  it.each<[string, Operation]>([
    ['an unknown op', { op: 'join', path: 'members', value: [] }],
    ['a malformed path', { op: 'remove', path: 'members[value eq "x"' }],
    ['a member who does not exist', addMembers('00000000-0000-7000-8000-000000000000')],
    ['no name', { op: 'remove', path: 'displayName' }],
    ['a remove without a path', { op: 'remove', value: [{ value: 'x' }] }],
  ])('changes nothing of a group: %s', async (_, bad) => {
    const [first, second] = [(await newUser()).id, (await newUser()).id];
    const group = await createGroup(tenant.scim, `Atomic ${next}`, [first]);
    const good = [{ op: 'replace', path: 'displayName', value: 'Half' }, addMembers(second)];
    const answer = await patchGroup(tenant.scim, group.id, ...good, bad);
    expect([400, 404]).toContain(answer.status);
    expectError(answer, answer.status);
    expect(await readGroup(tenant.scim, group.id)).toEqual(group);
  });

  it.each([
    ['no operations', {}],
    ['an empty list', { Operations: [] }],
    ['operations that are text', { Operations: 'replace' }],
    ['an operation that is null', { Operations: [null] }],
    ['an array', []],
    ['text', '"x"'],
    ['null', 'null'],
  ])('has a body that is none: %s', async (_, body) => {
    const user = await newUser();
    expectError(await tenant.scim.patch(`/Users/${user.id}`, body), 400);
    expect(await readUser(tenant.scim, user.id)).toEqual(user);
  });
});

describe('PATCH', () => {
  it('keeps one primary value', async () => {
    const emails = [
      { value: 'a@example.com', type: 'work', primary: true },
      { value: 'b@example.com', type: 'home' },
    ];
    const { id } = await newUser({ emails });
    const path = 'emails[type eq "home"].primary';
    const answer = await patchUser(tenant.scim, id, { op: 'replace', path, value: true });
    const user = expectResource(answer, 200);
    expect(user.emails?.filter(({ primary }) => primary)).toEqual([
      expect.objectContaining({ value: 'b@example.com' }),
    ]);
  });

  it('changes nothing by adding what is there, or removing what is not', async () => {
    const member = await newUser({ emails: [{ value: 'same@example.com', type: 'work' }] });
    const add = { op: 'add', path: 'emails', value: [{ value: 'same@example.com', type: 'work' }] };
    const remove = { op: 'remove', path: 'phoneNumbers[type eq "fax"]' };
    for (const operation of [add, remove, { op: 'remove', path: 'nickName' }]) {
      const answer = await patchUser(tenant.scim, member.id, operation);
      expect(expectResource(answer, 200)).toEqual(member);
    }
    const stranger = await newUser();
    const group = await createGroup(tenant.scim, `Idempotent ${next}`, [member.id]);
    const path = `members[value eq "${stranger.id}"]`;
    expectNoContent(await patchGroup(tenant.scim, group.id, { op: 'remove', path }));
    expectNoContent(await patchGroup(tenant.scim, group.id, addMembers(member.id, member.id)));
    expect(await readGroup(tenant.scim, group.id)).toEqual(group);
  });

  it('replaces and removes all members', async () => {
    const ids = [(await newUser()).id, (await newUser()).id, (await newUser()).id];
    const { id } = await createGroup(tenant.scim, `All ${next}`, ids.slice(0, 2));
    const value = ids.slice(1).map((member) => ({ value: member }));
    expectNoContent(await patchGroup(tenant.scim, id, { op: 'replace', path: 'members', value }));
    expect(memberIds(await readGroup(tenant.scim, id))).toEqual(ids.slice(1).toSorted());
    expectNoContent(await patchGroup(tenant.scim, id, { op: 'remove', path: 'members' }));
    expect(memberIds(await readGroup(tenant.scim, id))).toEqual([]);
  });

  it('answers a group with 204, and with the group when attributes are asked for', async () => {
    const { id } = await createGroup(tenant.scim, `Answer ${next}`);
    const rename = patchBody({ op: 'replace', path: 'displayName', value: `Answered ${next}` });
    const answer = await tenant.scim.patch(`/Groups/${id}?attributes=displayName`, rename);
    expectStatus(answer, 200);
    expect(answer.body).toMatchObject({ id, displayName: `Answered ${next}` });
    expect(answer.body).not.toHaveProperty('members');
  });

  it('removes an extension with its last attribute', async () => {
    const { id } = await newUser({ [ENTERPRISE_USER]: { department: 'Last' } });
    const path = `${ENTERPRISE_USER}:department`;
    const answer = await patchUser(tenant.scim, id, { op: 'remove', path });
    const user = expectResource(answer, 200);
    expect(user).not.toHaveProperty([ENTERPRISE_USER]);
    expect(user.schemas).not.toContain(ENTERPRISE_USER);
  });
});

describe('PUT', () => {
  it('removes what it does not say, and keeps active', async () => {
    const user = await newUser({ title: 'Gone', nickName: 'Gone too', externalId: `put-${next}` });
    const body = userBody(next, { title: undefined });
    const put = expectResource(await tenant.scim.put(`/Users/${user.id}`, body), 200);
    for (const attribute of ['title', 'nickName']) expect(put).not.toHaveProperty(attribute);
    expect(put.active).toBe(true);
  });

  it('replaces the members of a group', async () => {
    const [first, second] = [(await newUser()).id, (await newUser()).id];
    const { id } = await createGroup(tenant.scim, `Put ${next}`, [first]);
    const body = { displayName: `Put ${next}`, members: [{ value: second }] };
    const put = await tenant.scim.put(`/Groups/${id}`, body);
    expect(memberIds(expectResource(put, 200, 'Group'))).toEqual([second]);
  });

  it('is refused without the user name', async () => {
    const user = await newUser();
    expectError(await tenant.scim.put(`/Users/${user.id}`, { title: 'x' }), 400, 'invalidValue');
    expect(await readUser(tenant.scim, user.id)).toEqual(user);
  });
});
