import { expect, it } from '@jest/globals';
import { ENTERPRISE_USER, PATCH_OP } from '#testing';
import { expectError, expectResource, expectStatus } from '../support/expectations.js';
import {
  createUser,
  type Operation,
  patchBody,
  patchUser,
  readUser,
} from '../support/resources.js';
import { patchedBabs } from './patching.js';
import { fresh, useProvider } from './support.js';

const provider = useProvider();

async function refused(scimType: string, ...operations: readonly Operation[]): Promise<void> {
  const user = await createUser(provider.scim, fresh());
  const first = { op: 'replace', path: 'title', value: 'Half of it' };
  expectError(await patchUser(provider.scim, user.id, first, ...operations), 400, scimType);
  expect(await readUser(provider.scim, user.id)).toEqual(user);
}

it('RFC 7644 3.5.2 MUST have one or more operations', async () => {
  const { id } = await createUser(provider.scim, fresh());
  for (const Operations of [undefined, [], 'none']) {
    const body = { schemas: [PATCH_OP], Operations };
    expectError(await provider.scim.patch(`/Users/${id}`, body), 400, 'invalidSyntax');
  }
});

it('RFC 7644 3.5.2 MUST have one op in each operation, and PatchOp in schemas', async () => {
  const { id } = await createUser(provider.scim, fresh());
  const none = { schemas: [PATCH_OP], Operations: [{ path: 'title', value: 'x' }] };
  expectError(await provider.scim.patch(`/Users/${id}`, none), 400, 'invalidSyntax');
  const { scim, nodeId } = await provider.rollbook.tenant({ profile: 'standard' });
  await provider.rollbook.admin.changeSettings(nodeId, { strict: true });
  const user = await createUser(scim, fresh());
  const Operations = [{ op: 'replace', path: 'title', value: 'x' }];
  expectError(await scim.patch(`/Users/${user.id}`, { Operations }), 400, 'invalidSyntax');
  expectStatus(await scim.patch(`/Users/${user.id}`, { schemas: [PATCH_OP], Operations }), 200);
});

it('RFC 7644 3.5.2 MUST refuse an op other than add, remove and replace', async () => {
  await refused('invalidSyntax', { op: 'move', path: 'title', value: 'x' });
});

it('RFC 7644 3.5.2 MUST apply operations in their order', async () => {
  const user = await patchedBabs(
    provider,
    { op: 'add', path: 'title', value: 'One' },
    { op: 'remove', path: 'title' },
    { op: 'add', path: 'nickName', value: 'Two' },
    { op: 'replace', path: 'nickName', value: 'Three' },
  );
  expect(user).not.toHaveProperty('title');
  expect(user).toMatchObject({ nickName: 'Three' });
});

it('RFC 7644 3.5.2 MUST apply all operations or none', async () => {
  await refused('noTarget', { op: 'replace', path: 'emails[type sw "zz"].value', value: 'x' });
  await refused('invalidValue', { op: 'replace', path: 'active', value: 'perhaps' });
});

it('RFC 7644 3.5.2 MUST take every form of a path: attribute, sub-attribute, value, sub-attribute of a value, behind a URN', async () => {
  const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
  const user = await patchedBabs(
    provider,
    { op: 'replace', path: 'nickName', value: 'Attribute' },
    { op: 'replace', path: 'name.familyName', value: 'Sub' },
    { op: 'replace', path: 'addresses[type eq "work"]', value: { type: 'work', locality: 'V' } },
    { op: 'replace', path: 'emails[type eq "home" and value co "jensen"].value', value: 's@v.org' },
    { op: 'replace', path: `${core}:name.givenName`, value: 'Urn' },
    { op: 'add', path: `${ENTERPRISE_USER}:department`, value: 'Extension' },
  );
  expect(user).toMatchObject({
    nickName: 'Attribute',
    name: { familyName: 'Sub', givenName: 'Urn' },
    addresses: [{ type: 'work', locality: 'V' }, { type: 'home' }],
    emails: [{ type: 'work' }, { type: 'home', value: 's@v.org' }],
    [ENTERPRISE_USER]: { department: 'Extension' },
  });
  expect(JSON.stringify(user)).not.toContain('100 Universal City Plaza');
});

it('RFC 7644 3.5.2 MUST refuse a malformed path with invalidPath', async () => {
  for (const path of [
    'no such',
    'emails[',
    'emails[type eq]',
    'emails[type eq "a"]value',
    '.',
    'name..x',
  ]) {
    await refused('invalidPath', { op: 'replace', path, value: 'x' });
  }
});

it('RFC 7644 3.5.2 MUST refuse a change to what is read-only with mutability', async () => {
  for (const path of ['id', 'meta.created', 'groups', `${ENTERPRISE_USER}:manager.displayName`]) {
    await refused('mutability', { op: 'replace', path, value: 'x' });
  }
});

it('RFC 7644 3.5.2 SHALL take the primary mark from the other values when one is made primary', async () => {
  const user = await patchedBabs(provider, {
    op: 'replace',
    path: 'emails[type eq "home"].primary',
    value: true,
  });
  const marked = user.emails?.filter(({ primary }) => primary === true);
  expect(marked).toMatchObject([{ value: 'babs@jensen.org' }]);
});

it('RFC 7644 3.5.2 MUST answer with 200 and the resource, or 204', async () => {
  const { id } = await createUser(provider.scim, fresh());
  const change = patchBody({ op: 'add', path: 'title', value: 'x' });
  const answer = await provider.scim.patch(`/Users/${id}`, change);
  expect(expectResource(answer, 200)).toEqual(await readUser(provider.scim, id));
});

it('RFC 7644 3.5.2 MUST answer with 200 and the attributes asked for', async () => {
  const { id } = await createUser(provider.scim, fresh());
  const change = patchBody({ op: 'add', path: 'title', value: 'x' });
  const answer = await provider.scim.patch(`/Users/${id}?attributes=title`, change);
  expectStatus(answer, 200);
  expect(answer.body).toEqual({ schemas: expect.any(Array), id, title: 'x' });
});
