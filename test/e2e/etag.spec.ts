import { beforeAll, describe, expect, it } from '@jest/globals';
import { post, runBulk, statuses } from '../support/bulk.js';
import {
  expectError,
  expectNoContent,
  expectResource,
  expectStatus,
} from '../support/expectations.js';
import {
  addMembers,
  createGroup,
  createUser,
  groupBody,
  patchBody,
  patchGroup,
  readGroup,
  readUser,
  userBody,
} from '../support/resources.js';
import { type Tenant, useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();
let tenant: Tenant;
beforeAll(async () => {
  tenant = await rollbook.tenant();
});

const STALE = ['W/"999"', '"no-such-version"', 'W/"a", W/"b"'];
const title = (value: string) => patchBody({ op: 'replace', path: 'title', value });

describe('If-None-Match', () => {
  it('spares the body of what has not changed', async () => {
    const user = await createUser(tenant.scim, 1);
    const group = await createGroup(tenant.scim, 'Not modified');
    for (const [path, { version }] of [
      [`/Users/${user.id}`, user.meta],
      [`/Groups/${group.id}`, group.meta],
    ] as const) {
      for (const header of [version, `"x", ${version}`, '*', version.replace(/^W\//, '')]) {
        const answer = await tenant.scim.get(path, { 'if-none-match': header });
        expectStatus(answer, 304);
        expect(answer.headers.etag).toBe(version);
      }
    }
  });

  it('gives the body of what has changed', async () => {
    const { id, meta } = await createUser(tenant.scim, 2);
    await tenant.scim.patch(`/Users/${id}`, title('Changed'));
    const answer = await tenant.scim.get(`/Users/${id}`, { 'if-none-match': meta.version });
    expect(expectResource(answer, 200).meta.version).not.toBe(meta.version);
  });

  it('sees a group change when a member comes', async () => {
    const { id, meta } = await createGroup(tenant.scim, 'Members count');
    const user = await createUser(tenant.scim, 3);
    expectNoContent(await tenant.scim.patch(`/Groups/${id}`, patchBody(addMembers(user.id))));
    const answer = await tenant.scim.get(`/Groups/${id}`, { 'if-none-match': meta.version });
    expectResource(answer, 200, 'Group');
  });
});

describe('If-Match', () => {
  it.each(STALE)('refuses %p for a user, and changes nothing', async (version) => {
    const user = await createUser(tenant.scim, 10 + STALE.indexOf(version));
    const path = `/Users/${user.id}`;
    const headers = { 'if-match': version };
    expectError(await tenant.scim.patch(path, title('No'), headers), 412);
    expectError(await tenant.scim.put(path, userBody(9), headers), 412);
    expectError(await tenant.scim.delete(path, headers), 412);
    expect(await readUser(tenant.scim, user.id)).toEqual(user);
  });

  it.each(STALE)('refuses %p for a group, and changes nothing', async (version) => {
    const group = await createGroup(tenant.scim, `Stale ${version}`);
    const user = await createUser(tenant.scim, 20 + STALE.indexOf(version));
    const path = `/Groups/${group.id}`;
    const headers = { 'if-match': version };
    expectError(await tenant.scim.patch(path, patchBody(addMembers(user.id)), headers), 412);
    expectError(await tenant.scim.put(path, groupBody('No'), headers), 412);
    expectError(await tenant.scim.delete(path, headers), 412);
    expect(await readGroup(tenant.scim, group.id)).toEqual(group);
  });

  it('lets the present version, a list with it, and a star through', async () => {
    const { id } = await createUser(tenant.scim, 30);
    const path = `/Users/${id}`;
    for (const [index, header] of [
      (version: string) => version,
      (version: string) => `"other", ${version}`,
      () => '*',
    ].entries()) {
      const { meta } = await readUser(tenant.scim, id);
      const headers = { 'if-match': header(meta.version) };
      const answer = await tenant.scim.patch(path, title(`Step ${index}`), headers);
      const after = expectResource(answer, 200);
      expect(after.meta.version).not.toBe(meta.version);
      expect(Date.parse(after.meta.lastModified)).toBeGreaterThanOrEqual(
        Date.parse(meta.lastModified),
      );
    }
  });

  it('protects the groups of a user against who has not seen them all', async () => {
    const { id, meta } = await createUser(tenant.scim, 32);
    const [seen, unseen] = [
      await createGroup(tenant.scim, 'Seen'),
      await createGroup(tenant.scim, 'Unseen'),
    ];
    expectNoContent(await patchGroup(tenant.scim, unseen.id, addMembers(id)));
    const path = `/Users/${id}`;
    const before = await readUser(tenant.scim, id);
    const groups = patchBody({ op: 'replace', path: 'groups', value: [{ value: seen.id }] });
    const outdated = meta.version;
    const headers = { 'if-match': outdated };
    expectError(await tenant.scim.patch(path, groups, headers), 412);
    expectError(await tenant.scim.put(path, userBody(32, { title: 'No' }), headers), 412);
    expectError(await tenant.scim.delete(path, headers), 412);
    const refused = await runBulk(tenant.scim, [
      { method: 'PATCH', path, version: outdated, data: groups },
      { method: 'DELETE', path, version: outdated },
    ]);
    expect(statuses(refused)).toEqual(['412', '412']);
    expect(await readUser(tenant.scim, id)).toEqual(before);
    const present = { 'if-match': before.meta.version };
    const after = expectResource(await tenant.scim.patch(path, groups, present), 200);
    expect(after.groups).toEqual([expect.objectContaining({ value: seen.id })]);
    const again = { 'if-match': after.meta.version };
    expectResource(await tenant.scim.patch(path, title('Yes'), again), 200);
    expectError(await tenant.scim.patch(path, title('No'), again), 412);
  });

  it('refuses a version that never was, though its revision is the present one', async () => {
    const user = await createUser(tenant.scim, 33);
    const group = await createGroup(tenant.scim, 'Never was');
    for (const [path, { version }] of [
      [`/Users/${user.id}`, user.meta],
      [`/Groups/${group.id}`, group.meta],
    ] as const) {
      const headers = { 'if-match': version.replace(/"$/, '.000000000000"') };
      expectError(await tenant.scim.delete(path, headers), 412);
      expectNoContent(await tenant.scim.delete(path, { 'if-match': version }));
    }
  });

  it('sees in a bulk request what its earlier operations wrote', async () => {
    const { id, meta } = await createUser(tenant.scim, 34);
    const path = `/Users/${id}`;
    const results = await runBulk(tenant.scim, [
      post('/Groups', 'g', groupBody('Of one bulk', [id])),
      { method: 'PATCH', path, version: meta.version, data: title('No') },
    ]);
    expect(statuses(results)).toEqual(['201', '412']);
  });

  it('is answered with 404, not 412, for what is not there', async () => {
    const path = '/Users/00000000-0000-7000-8000-000000000000';
    expectError(await tenant.scim.delete(path, { 'if-match': 'W/"0"' }), 404);
  });

  it('keeps the version it was given where a change changes nothing', async () => {
    const user = await createUser(tenant.scim, 31, { title: 'Same' });
    const headers = { 'if-match': user.meta.version };
    const answer = await tenant.scim.patch(`/Users/${user.id}`, title('Same'), headers);
    expect(expectResource(answer, 200).meta).toEqual(user.meta);
  });
});
