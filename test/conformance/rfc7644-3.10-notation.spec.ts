import { expect, it } from '@jest/globals';
import { CORE_USER, ENTERPRISE_USER } from '#testing';
import { expectList, type Resource } from '../support/expectations.js';
import { createUser, filtered, patchUser, readUser } from '../support/resources.js';
import { fresh, useProvider } from './support.js';

const provider = useProvider();

async function someone(): Promise<Resource> {
  const number = fresh();
  return createUser(provider.scim, number, {
    nickName: `Nick ${number}`,
    name: { familyName: `Family ${number}` },
    [ENTERPRISE_USER]: { department: `Department ${number}`, costCenter: '4130' },
  });
}

it('RFC 7644 3.10 MUST know an attribute behind the URN of its schema', async () => {
  const user = await someone();
  const department = (user as { [ENTERPRISE_USER]?: { department: string } })[ENTERPRISE_USER];
  for (const filter of [
    `${ENTERPRISE_USER}:department eq "${String(department?.department)}"`,
    `${CORE_USER}:userName eq "${String(user.userName)}"`,
  ]) {
    const found = expectList(await provider.scim.get(filtered('Users', filter)), 1);
    expect(found).toEqual([user]);
  }
});

it('RFC 7644 3.10 MUST know a sub-attribute behind a dot, in filters, selections and paths', async () => {
  const user = await someone();
  const { familyName } = (user as unknown as { name: { familyName: string } }).name;
  const query = `${filtered('Users', `name.familyName eq "${familyName}"`)}&attributes=name.familyName`;
  const [found] = expectList(await provider.scim.get(query), 1);
  expect(found).toEqual({ schemas: user.schemas, id: user.id, name: { familyName } });
  await patchUser(provider.scim, user.id, { op: 'remove', path: 'name.familyName' });
  expect(await readUser(provider.scim, user.id)).not.toHaveProperty('name.familyName');
});

it('RFC 7644 3.10 MUST know an attribute of an extension by its whole name, in selections and paths', async () => {
  const user = await someone();
  const department = `${ENTERPRISE_USER}:department`;
  const { body } = await provider.scim.get(`/Users/${user.id}?attributes=${department}`);
  expect(Object.keys(body[ENTERPRISE_USER as keyof typeof body] ?? {})).toEqual(['department']);
  await patchUser(provider.scim, user.id, { op: 'replace', path: department, value: 'Other' });
  expect(await readUser(provider.scim, user.id)).toMatchObject({
    [ENTERPRISE_USER]: { department: 'Other', costCenter: '4130' },
  });
});
