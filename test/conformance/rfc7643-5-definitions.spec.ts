import { expect, it } from '@jest/globals';
import { CORE_GROUP, CORE_USER, ENTERPRISE_USER } from '#testing';
import { expectList, expectNoNulls, expectStatus } from '../support/expectations.js';
import { useProvider } from './support.js';

const provider = useProvider();

interface Attribute {
  readonly name: string;
  readonly type: string;
  readonly multiValued: boolean;
  readonly mutability: string;
  readonly returned: string;
  readonly uniqueness: string;
  readonly referenceTypes?: readonly string[];
  readonly canonicalValues?: readonly string[];
  readonly subAttributes?: readonly Attribute[];
}

async function schemas(): Promise<
  readonly { readonly id: string; readonly attributes: Attribute[] }[]
> {
  const list = expectList(await provider.scim.get('/Schemas'));
  return list as unknown as { id: string; attributes: Attribute[] }[];
}

async function allAttributes(): Promise<Attribute[]> {
  const top = (await schemas()).flatMap(({ attributes }) => attributes);
  return [...top, ...top.flatMap(({ subAttributes = [] }) => subAttributes)];
}

async function attribute(schema: string, name: string): Promise<Attribute> {
  const [head, tail] = name.split('.');
  const { attributes = [] } = (await schemas()).find(({ id }) => id === schema) ?? {};
  const found = attributes.find((candidate) => candidate.name === head);
  return (tail === undefined ? found : found?.subAttributes?.find((sub) => sub.name === tail))!;
}

it('RFC 7643 5 MUST say in ServiceProviderConfig what is supported, each with its limits', async () => {
  const answer = await provider.scim.get('/ServiceProviderConfig');
  expectStatus(answer, 200);
  const supported = { supported: expect.any(Boolean) };
  expect(answer.body).toMatchObject({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: supported,
    bulk: {
      ...supported,
      maxOperations: expect.any(Number),
      maxPayloadSize: expect.any(Number),
    },
    filter: { ...supported, maxResults: expect.any(Number) },
    changePassword: supported,
    sort: supported,
    etag: supported,
    meta: {
      resourceType: 'ServiceProviderConfig',
      location: `${provider.tenant.tenantUrl}/ServiceProviderConfig`,
    },
  });
});

it('RFC 7643 5 MUST say how to authenticate, one scheme being primary', async () => {
  const { body } = await provider.scim.get('/ServiceProviderConfig');
  const { authenticationSchemes } = body as { authenticationSchemes?: { primary: boolean }[] };
  for (const scheme of authenticationSchemes ?? []) {
    expect(scheme).toMatchObject({
      type: expect.stringMatching(/^(oauth|oauth2|oauthbearertoken|httpbasic|httpdigest)$/),
      name: expect.any(String),
      description: expect.any(String),
    });
  }
  expect(authenticationSchemes?.filter(({ primary }) => primary)).toHaveLength(1);
});

it('RFC 7643 6 MUST say of each resource type its name, endpoint, schema and extensions', async () => {
  const types = expectList(await provider.scim.get('/ResourceTypes'));
  expect(types).toMatchObject([
    {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
      id: 'User',
      name: 'User',
      endpoint: '/Users',
      schema: CORE_USER,
      schemaExtensions: expect.arrayContaining([{ schema: ENTERPRISE_USER, required: false }]),
    },
    { id: 'Group', name: 'Group', endpoint: '/Groups', schema: CORE_GROUP },
  ]);
});

it('RFC 7643 6 MUST have a schema for whatever a resource type names', async () => {
  const types = expectList(await provider.scim.get('/ResourceTypes')) as unknown as {
    schema: string;
    schemaExtensions: { schema: string }[];
  }[];
  const named = types.flatMap(({ schema, schemaExtensions }) => [
    schema,
    ...schemaExtensions.map((extension) => extension.schema),
  ]);
  const ids = (await schemas()).map(({ id }) => id);
  expect(ids.toSorted()).toEqual(named.toSorted());
});

it('RFC 7643 7 MUST give each attribute all its characteristics, and no nulls', async () => {
  const attributes = await allAttributes();
  expectNoNulls(attributes);
  for (const { name, ...characteristics } of attributes) {
    expect(name).toMatch(/^[$a-zA-Z][\w-]*$/);
    expect(characteristics).toMatchObject({
      type: expect.stringMatching(
        /^(string|boolean|decimal|integer|dateTime|binary|reference|complex)$/,
      ),
      multiValued: expect.any(Boolean),
      description: expect.stringMatching(/./),
      required: expect.any(Boolean),
      caseExact: expect.any(Boolean),
      mutability: expect.stringMatching(/^(readOnly|readWrite|immutable|writeOnly)$/),
      returned: expect.stringMatching(/^(always|never|default|request)$/),
      uniqueness: expect.stringMatching(/^(none|server|global)$/),
    });
  }
});

it('RFC 7643 7 MUST give references their types, and complex attributes their sub-attributes', async () => {
  for (const { type, referenceTypes, subAttributes } of await allAttributes()) {
    expect((referenceTypes ?? []).length > 0).toBe(type === 'reference');
    expect((subAttributes ?? []).length > 0).toBe(type === 'complex');
  }
});

it('RFC 7643 7 MUST list the canonical values of the core schemas', async () => {
  const published = {
    emails: ['work', 'home', 'other'],
    phoneNumbers: ['work', 'home', 'mobile', 'fax', 'pager', 'other'],
    ims: ['aim', 'gtalk', 'icq', 'xmpp', 'msn', 'skype', 'qq', 'yahoo'],
    photos: ['photo', 'thumbnail'],
    addresses: ['work', 'home', 'other'],
    groups: ['direct', 'indirect'],
  };
  for (const [name, values] of Object.entries(published)) {
    expect((await attribute(CORE_USER, `${name}.type`)).canonicalValues).toEqual(values);
  }
  expect((await attribute(CORE_GROUP, 'members.type')).canonicalValues).toEqual(['User', 'Group']);
});

/** The attributes of the core user by what they are, as RFC 7643 section 8.7.1 has them. */
const PUBLISHED = {
  string: [
    ...['userName', 'displayName', 'nickName', 'title', 'userType', 'preferredLanguage', 'locale'],
    ...['timezone', 'password'],
  ],
  reference: ['profileUrl'],
  boolean: ['active'],
  complex: ['name'],
  'complex, many': [
    ...['emails', 'phoneNumbers', 'ims', 'photos', 'addresses', 'groups', 'entitlements', 'roles'],
    'x509Certificates',
  ],
};

it('RFC 7643 8.7.1 MUST have the characteristics that the core schemas are published with', async () => {
  const { attributes = [] } = (await schemas()).find(({ id }) => id === CORE_USER) ?? {};
  const kindOf = ({ type, multiValued }: Attribute) => (multiValued ? `${type}, many` : type);
  const told = attributes.map((one) => `${one.name}: ${kindOf(one)}`);
  const published = Object.entries(PUBLISHED).flatMap(([kind, names]) =>
    names.map((name) => `${name}: ${kind}`),
  );
  expect(told.toSorted()).toEqual(published.toSorted());
  const unique = attributes.filter(({ uniqueness }) => uniqueness !== 'none');
  expect(unique.map(({ name }) => name)).toEqual(['userName']);
  const unusual = attributes.filter(
    ({ mutability, returned }) => mutability !== 'readWrite' || returned !== 'default',
  );
  expect(unusual.map(({ name }) => name)).toEqual(['password', 'groups']);
  expect(await attribute(CORE_USER, 'userName')).toMatchObject({
    ...{ required: true, caseExact: false, mutability: 'readWrite', uniqueness: 'server' },
  });
  expect(await attribute(CORE_USER, 'password')).toMatchObject({
    ...{ mutability: 'writeOnly', returned: 'never' },
  });
  expect(await attribute(CORE_USER, 'groups')).toMatchObject({
    ...{ mutability: 'readOnly', multiValued: true },
  });
  expect(await attribute(CORE_GROUP, 'displayName')).toMatchObject({ required: true });
  expect(await attribute(CORE_GROUP, 'members.value')).toMatchObject({ mutability: 'immutable' });
  expect(await attribute(ENTERPRISE_USER, 'manager.displayName')).toMatchObject({
    mutability: 'readOnly',
  });
});

it('RFC 7643 3.3 MUST describe extensions of its own like any other schema', async () => {
  const own = 'urn:rollbook:params:scim:schemas:extension:provisioning:1.0';
  expect(await attribute(`${own}:User`, 'lockReason')).toMatchObject({ mutability: 'readOnly' });
  expect(await attribute(`${own}:User`, 'memberships.status')).toMatchObject({
    canonicalValues: ['pending', 'active'],
  });
  expect(await attribute(`${own}:Group`, 'pendingMembers')).toMatchObject({ multiValued: true });
});
