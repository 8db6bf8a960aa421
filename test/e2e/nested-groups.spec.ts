import { beforeAll, describe, expect, it } from '@jest/globals';
import { idOf, post, runBulk, statuses } from '../support/bulk.js';
import {
  expectError,
  expectList,
  expectNoContent,
  expectStatus,
  history,
  memberIds,
} from '../support/expectations.js';
import {
  addMembers,
  createGroup,
  createUser,
  filtered,
  groupBody,
  patchGroup,
  readGroup,
  readUser,
} from '../support/resources.js';
import { type Tenant, useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();
let tenant: Tenant;
let jane = '';
beforeAll(async () => {
  tenant = await rollbook.tenant({ profile: 'standard' });
  jane = (await createUser(tenant.scim, 1)).id;
});

const ref = (bulkId: string) => `bulkId:${bulkId}`;
const newGroup = (name: string, members?: readonly string[]) =>
  createGroup(tenant.scim, name, members);
const read = (id: string) => readGroup(tenant.scim, id);
const put = (id: string, name: string, members: readonly string[]) =>
  tenant.scim.put(`/Groups/${id}`, groupBody(name, members));
const found = async (filter: string) =>
  expectList(await tenant.scim.get(filtered('Groups', filter))).map(({ id }) => id);

describe('a group within a group', () => {
  it('is shown with its own type and address, beside users', async () => {
    const inner = await newGroup('Inner');
    const created = await newGroup('Outer', [inner.id, jane]);
    const members = [
      {
        value: jane,
        $ref: `${tenant.tenantUrl}/Users/${jane}`,
        display: expect.any(String),
        type: 'User',
      },
      {
        value: inner.id,
        $ref: `${tenant.tenantUrl}/Groups/${inner.id}`,
        display: 'Inner',
        type: 'Group',
      },
    ];
    expect(created.members).toHaveLength(2);
    expect(created.members).toEqual(expect.arrayContaining(members));
    const shown = await read(created.id);
    expect(shown.members).toHaveLength(2);
    expect(shown.members).toEqual(expect.arrayContaining(members));
    expect(shown).not.toHaveProperty('pendingMembers');
    const $ref = shown.members?.find(({ type }) => type === 'Group')?.$ref ?? '';
    expect(new URL($ref).pathname.endsWith(`/Groups/${inner.id}`)).toBe(true);
  });

  it('bears its new name wherever it is', async () => {
    const inner = await newGroup('Before');
    const outer = await newGroup('Around a renamed one', [inner.id]);
    const rename = { op: 'replace', path: 'displayName', value: 'After' };
    expectNoContent(await patchGroup(tenant.scim, inner.id, rename));
    expect((await read(outer.id)).members).toMatchObject([{ value: inner.id, display: 'After' }]);
  });

  it('comes and goes by PUT and PATCH, and what is so already is no change', async () => {
    const [one, two] = [await newGroup('One'), await newGroup('Two')];
    const { id } = await newGroup('Changing');
    expectNoContent(await patchGroup(tenant.scim, id, addMembers(one.id, jane)));
    expect(memberIds(await read(id))).toEqual([one.id, jane].toSorted());
    const before = await read(id);
    expectNoContent(await patchGroup(tenant.scim, id, addMembers(one.id, jane)));
    expectStatus(await put(id, 'Changing', [jane, one.id]), 200);
    expect((await read(id)).meta).toEqual(before.meta);
    expectStatus(await put(id, 'Changing', [jane, two.id]), 200);
    expect(memberIds(await read(id))).toEqual([jane, two.id].toSorted());
    const replace = { op: 'replace', path: 'members', value: [{ value: one.id }] };
    expectNoContent(await patchGroup(tenant.scim, id, replace));
    expect(memberIds(await read(id))).toEqual([one.id]);
    const path = `members[value eq "${one.id}"]`;
    expectNoContent(await patchGroup(tenant.scim, id, { op: 'remove', path }));
    expect(await read(id)).not.toHaveProperty('members');
  });

  it('is removed by its type, users by theirs', async () => {
    const [one, two] = [await newGroup('By type 1'), await newGroup('By type 2')];
    const { id } = await newGroup('By type', [one.id, jane]);
    const groups = { op: 'remove', path: 'members[type eq "Group"]' };
    expectNoContent(await patchGroup(tenant.scim, id, addMembers(two.id), groups));
    expect(memberIds(await read(id))).toEqual([jane]);
    const users = { op: 'remove', path: 'members[type eq "User"]' };
    expectNoContent(await patchGroup(tenant.scim, id, addMembers(two.id), users));
    expect(memberIds(await read(id))).toEqual([two.id]);
  });

  it('is no group of those who are in the inner one: groups lists where they are themselves', async () => {
    const { id } = await createUser(tenant.scim, 2);
    const inner = await newGroup('Of a user', [id]);
    await newGroup('Around her group', [inner.id]);
    const user = await readUser(tenant.scim, id);
    expect(user).toMatchObject({ groups: [{ value: inner.id, type: 'direct' }] });
    expect(user).not.toMatchObject({ groups: [{}, {}] });
  });

  it('is found by its id, type, name and address', async () => {
    const inner = await newGroup('Sought');
    const outer = await newGroup('Finder', [inner.id]);
    const withUser = await newGroup('Finder of a user', [jane]);
    expect(await found(`members.value eq "${inner.id}"`)).toEqual([outer.id]);
    expect(await found(`members eq "${inner.id}"`)).toEqual([outer.id]);
    expect(await found(`members[value eq "${inner.id}" and type eq "Group"]`)).toEqual([outer.id]);
    expect(await found(`members[value eq "${inner.id}" and type eq "User"]`)).toEqual([]);
    expect(await found(`members[display eq "sought"]`)).toEqual([outer.id]);
    expect(await found(`members.$ref ew "/Groups/${inner.id}"`)).toEqual([outer.id]);
    const groups = await found('members.type eq "Group"');
    expect(groups).toContain(outer.id);
    expect(groups).not.toContain(withUser.id);
  });

  it('is described by Schemas', async () => {
    const { body } = await tenant.scim.get('/Schemas/urn:ietf:params:scim:schemas:core:2.0:Group');
    const { attributes } = body as unknown as {
      attributes: { name: string; subAttributes?: Record<string, unknown>[] }[];
    };
    const members = attributes.find(({ name }) => name === 'members')?.subAttributes;
    expect(members).toContainEqual(
      expect.objectContaining({ name: '$ref', referenceTypes: ['User', 'Group'] }),
    );
    expect(members).toContainEqual(
      expect.objectContaining({ name: 'type', canonicalValues: ['User', 'Group'] }),
    );
  });

  it('is in the audit log', async () => {
    const inner = await newGroup('Audited inner');
    const outer = await newGroup('Audited', [inner.id]);
    expectStatus(await put(outer.id, 'Audited', []), 200);
    const entries = await history(rollbook.admin, outer.id);
    const member = { value: inner.id, displayName: 'Audited inner', state: 'member' };
    expect(entries.slice(1)).toMatchObject([
      { displayName: 'Add Nested Team', changes: [{ attribute: 'members', to: member }] },
      { displayName: 'Remove Nested Team', changes: [{ attribute: 'members', from: member }] },
    ]);
  });
});

describe('a group that is deleted', () => {
  it('is in no group any more', async () => {
    const inner = await newGroup('Gone');
    const outer = await newGroup('Left', [inner.id, jane]);
    expectNoContent(await tenant.scim.delete(`/Groups/${inner.id}`));
    expect(memberIds(await read(outer.id))).toEqual([jane]);
    expect(await found(`members.value eq "${inner.id}"`)).toEqual([]);
    expectError(await patchGroup(tenant.scim, inner.id, addMembers(jane)), 404);
    const other = await newGroup('Other');
    expectError(await patchGroup(tenant.scim, other.id, addMembers(inner.id)), 400, 'invalidValue');
  });

  it('takes nobody along', async () => {
    const inner = await newGroup('Stays', [jane]);
    const outer = await newGroup('Goes', [inner.id]);
    expectNoContent(await tenant.scim.delete(`/Groups/${outer.id}`));
    expect(memberIds(await read(inner.id))).toEqual([jane]);
  });
});

describe('a circle of groups', () => {
  it('is made step by step, read, and taken apart', async () => {
    const a = await newGroup('Circle a', [jane]);
    const b = await newGroup('Circle b', [a.id]);
    expectNoContent(await patchGroup(tenant.scim, a.id, addMembers(b.id, a.id)));
    expect(memberIds(await read(a.id))).toEqual([a.id, b.id, jane].toSorted());
    expect(memberIds(await read(b.id))).toEqual([a.id]);
    expect((await readUser(tenant.scim, jane)).id).toBe(jane);
    expect(await found(`members.value eq "${a.id}"`)).toEqual([a.id, b.id]);
    expectNoContent(await tenant.scim.delete(`/Groups/${a.id}`));
    expect(await read(b.id)).not.toHaveProperty('members');
  });

  it('is made by one bulk request', async () => {
    const results = await runBulk(tenant.scim, [
      post('/Groups', 'a', groupBody('Bulk a', [ref('b'), jane])),
      post('/Groups', 'b', groupBody('Bulk b', [ref('c')])),
      post('/Groups', 'c', groupBody('Bulk c', [ref('a'), ref('c')])),
    ]);
    expect(statuses(results)).toEqual(['201', '201', '201']);
    const [a, b, c] = results.map(idOf) as [string, string, string];
    const groups = [await read(a), await read(b), await read(c)];
    expect(groups.map(memberIds)).toEqual([[b, jane].toSorted(), [c], [a, c].toSorted()]);
    expect(results.map(({ version }) => version)).toEqual(groups.map(({ meta }) => meta.version));
  });

  it('leaves nothing where one of it fails', async () => {
    const results = await runBulk(tenant.scim, [
      post('/Groups', 'a', groupBody('Half a circle', [ref('b')])),
      post('/Groups', 'b', { members: [{ value: ref('a') }] }),
    ]);
    expect(statuses(results)).toEqual(['409', '400']);
    expect(await found('displayName eq "Half a circle"')).toEqual([]);
  });
});

describe('what is no group of the node', () => {
  it('is refused, be it another’s or in a profile whose groups hold users alone', async () => {
    const { id } = await newGroup('Alone');
    const foreign = await rollbook.tenant({ profile: 'standard' });
    const elsewhere = await createGroup(foreign.scim, 'Elsewhere');
    const near = await rollbook.tenant({
      profile: 'standard',
      organisationId: tenant.organisationId,
    });
    const neighbour = await createGroup(near.scim, 'Neighbour');
    for (const other of [elsewhere.id, neighbour.id, 'nobody']) {
      expectError(await patchGroup(tenant.scim, id, addMembers(other)), 400, 'invalidValue');
      expectError(await put(id, 'Alone', [other]), 400, 'invalidValue');
      const body = groupBody('Refused', [other]);
      expectError(await tenant.scim.post('/Groups', body), 400, 'invalidValue');
    }
    expect(await read(id)).not.toHaveProperty('members');
    expect(await found('displayName eq "Refused"')).toEqual([]);

    const keeper = await rollbook.tenant();
    const inner = await createGroup(keeper.scim, 'Inner');
    const nested = groupBody('Outer', [inner.id]);
    expectError(await keeper.scim.post('/Groups', nested), 400, 'invalidValue');
    const path = `/Groups/${inner.id}`;
    expectError(await keeper.scim.put(path, nested), 400, 'invalidValue');
    const patched = await patchGroup(keeper.scim, inner.id, addMembers(inner.id));
    expectError(patched, 400, 'invalidValue');
    expect(patched.body.detail).toContain('members');
    const results = await runBulk(keeper.scim, [
      post('/Groups', 'a', groupBody('Flat a', [ref('b')])),
      post('/Groups', 'b', groupBody('Flat b', [ref('a')])),
    ]);
    expect(statuses(results)).toEqual(['409', '400']);
    expectList(await keeper.scim.get('/Groups'), 1);
  });
});
