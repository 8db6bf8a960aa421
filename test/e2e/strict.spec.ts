import { beforeAll, describe, expect, it } from '@jest/globals';
import { CORE_USER } from '#testing';
import { expectError, expectList, expectResource, expectStatus } from '../support/expectations.js';
import { createGroup, createUser, filtered, patchBody, readUser } from '../support/resources.js';
import { type Tenant, useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();
let strict: Tenant;
let tolerant: Tenant;
beforeAll(async () => {
  strict = await rollbook.tenant({ profile: 'standard' });
  await rollbook.admin.changeSettings(strict.nodeId, { strict: true });
  tolerant = await rollbook.tenant({ profile: 'standard', idp: 'okta' });
});

const disable = { Operations: [{ op: 'Replace', path: 'active', value: 'False' }] };

describe('a method in strict mode', () => {
  it('refuses what the RFC forbids, and changes nothing', async () => {
    const user = await createUser(strict.scim, 1);
    expectError(await strict.scim.patch(`/Users/${user.id}`, disable), 400, 'invalidSyntax');
    const value = patchBody({ op: 'replace', path: 'active', value: 'False' });
    const answer = await strict.scim.patch(`/Users/${user.id}`, value);
    expectError(answer, 400, 'invalidValue');
    expect(answer.body.detail).toContain('active');
    expectError(await strict.scim.post('/Users', { userName: 'x' }), 400, 'invalidSyntax');
    expectError(await strict.scim.get(filtered('Users', 'userName eq x')), 400, 'invalidFilter');
    expect(await readUser(strict.scim, user.id)).toEqual(user);
  });

  it('refuses a value path without a match, which only the resource can tell', async () => {
    const { id } = await createUser(strict.scim, 2, { emails: [] });
    const body = patchBody({ op: 'replace', path: 'emails[type eq "work"].value', value: 'a@b.c' });
    expectError(await strict.scim.patch(`/Users/${id}`, body), 400, 'noTarget');
  });

  it('refuses forms of the transport as HTTP does', async () => {
    expectError(await strict.scim.get('/users'), 404);
    expectError(await strict.scim.get('/Users/'), 404);
    const search = { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'] };
    expectError(await strict.scim.post('/Users/.Search', search), 404);
    const text = JSON.stringify({ schemas: [CORE_USER], userName: 'texted' });
    expectError(await strict.scim.post('/Users', text, { 'content-type': 'text/json' }), 415);
    expectStatus(
      await strict.scim.post('/Users', text, { 'content-type': 'application/json' }),
      201,
    );
  });

  it('accepts what the RFC says', async () => {
    const user = await createUser(strict.scim, 3, {
      id: 'x',
      meta: {},
      title: null,
      NICKNAME: 'N',
    });
    expect(user).toMatchObject({ nickName: 'N' });
    const group = await createGroup(strict.scim, 'Strict', [user.id]);
    const body = patchBody({ op: 'remove', path: `members[value eq "${user.id}"]` });
    expectStatus(await strict.scim.patch(`/Groups/${group.id}`, body), 204);
    expectResource(await strict.scim.put(`/Users/${user.id}`, user), 200);
  });

  it('tells of what it refused in the audit log', async () => {
    const { id } = await createUser(strict.scim, 4);
    await strict.scim.patch(`/Users/${id}`, disable);
    const [entry] = await rollbook.admin.audit({ nodeId: strict.nodeId, category: 'FAILURE' });
    expect(entry).toMatchObject({ status: 400, outcome: 'failure', tolerances: [] });
  });
});

describe('what a tolerant method accepts', () => {
  it('is told with the change, in the method, and among the measurements', async () => {
    const user = await createUser(tolerant.scim, 1, { emails: [] });
    expectStatus(await tolerant.scim.patch(`/Users/${user.id}`, disable), 200);
    const path = 'emails[type eq "work"].value';
    const made = patchBody({ op: 'replace', path, value: 'made@example.com' });
    expectStatus(await tolerant.scim.patch(`/Users/${user.id}`, made), 200);
    expectList(await tolerant.scim.get(filtered('Users', 'userName eq nobody')), 0);

    const entries = await rollbook.admin.audit({ target: user.id });
    const told = entries.map(({ eventType, tolerances }) => [eventType, [...tolerances].sort()]);
    expect(told).toEqual([
      ['UserProfileChanged', ['T12']],
      ['UserLocked', ['T1', 'T2', 'T9']],
      ['UserProvisioned', []],
    ]);

    const { tolerances } = await rollbook.admin.readMethod(tolerant.nodeId);
    expect(tolerances.used.map(({ id, count }) => [id, count])).toEqual([
      ...[
        ['T1', 1],
        ['T2', 1],
        ['T9', 1],
        ['T12', 1],
        ['T15', 1],
      ],
    ]);
    const metrics = await (await fetch(`${rollbook.server.url}/metrics`)).text();
    expect(metrics).toMatch(
      /rollbook_tolerated_total\{[^}]*tolerance="T2"[^}]*idp="okta"[^}]*\} 1/,
    );
  });
});
