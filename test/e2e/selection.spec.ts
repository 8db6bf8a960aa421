import { beforeAll, describe, expect, it } from '@jest/globals';
import { type JsonObject, readSelection, ROLLBOOK_USER, select, USER } from '#scim';
import { expectStatus } from '../support/expectations.js';
import { createGroup, createUser, patchBody } from '../support/resources.js';
import { type Tenant, useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();
let tenant: Tenant;
let path: string;
let whole: JsonObject;

beforeAll(async () => {
  tenant = await rollbook.tenant();
  const { id } = await createUser(tenant.scim, 1);
  for (const name of ['Finance', 'Audit']) await createGroup(tenant.scim, name, [id]);
  path = `/Users/${id}`;
  whole = JSON.parse((await tenant.scim.get(path)).text) as JsonObject;
});

describe('of a user in groups, who is written in pieces', () => {
  it.each([
    ['attributes', 'userName'],
    ['attributes', 'groups'],
    ['attributes', 'groups.value,title'],
    ['attributes', 'groups.nothing'],
    ['attributes', ROLLBOOK_USER],
    ['attributes', `${ROLLBOOK_USER}:status`],
    ['attributes', `${ROLLBOOK_USER}:memberships`],
    ['attributes', `${ROLLBOOK_USER}:memberships.status,groups.display`],
    ['attributes', 'id'],
    ['excludedAttributes', 'groups'],
    ['excludedAttributes', 'groups.$ref'],
    ['excludedAttributes', 'members'],
    ['excludedAttributes', ROLLBOOK_USER],
    ['excludedAttributes', `${ROLLBOOK_USER}:status`],
    ['excludedAttributes', `${ROLLBOOK_USER}:memberships,name`],
    ['excludedAttributes', `${ROLLBOOK_USER}:status,groups`],
  ])('%s=%s gives that part', async (parameter, names) => {
    const part = select(whole, USER, readSelection({ [parameter]: names }, USER));
    const query = `?${parameter}=${encodeURIComponent(names)}`;
    const read = await tenant.scim.get(path + query);
    expectStatus(read, 200);
    expect(read.body).toEqual(part);
    expect(read.headers.etag).toBe((await tenant.scim.get(path)).headers.etag);
    const unchanged = patchBody({ op: 'replace', path: 'active', value: true });
    expect((await tenant.scim.patch(path + query, unchanged)).body).toEqual(part);
  });
});
