import { expect, it } from '@jest/globals';
import { expectError, expectList } from '../support/expectations.js';
import { createUser, filtered, userBody } from '../support/resources.js';
import { fresh, useProvider } from './support.js';

const provider = useProvider();

it('RFC 7644 3.4.2.2 MUST find by its beginning a text that has other letters at the end of a word', async () => {
  const [whole, beginning] = [`${fresh()}ΝΙΚΟΣΙΑ`, 'ΝΙΚΟΣ'];
  const { id } = await createUser(provider.scim, fresh(), { displayName: whole });
  for (const filter of [
    `displayName co "${beginning}"`,
    `displayName sw "${whole.slice(0, -2)}"`,
    `displayName ew "ΟΣΙΑ"`,
  ]) {
    const found = await provider.scim.get(filtered('Users', filter));
    expect(expectList(found, 1)).toMatchObject([{ id }]);
  }
});

it('RFC 7644 5 MUST compare user names without regard to letter case, width and composition', async () => {
  const domain = `host${fresh()}.example`;
  const { userName } = await createUser(provider.scim, fresh(), { userName: `zoé@${domain}` });
  for (const same of [
    `ZOÉ@${domain}`,
    `zoe\u0301@${domain}`,
    `\uff5a\uff4f\u00e9@${domain}`,
    `zo\u00e9\uff20${domain}`,
  ]) {
    const answer = await provider.scim.post('/Users', userBody(fresh(), { userName: same }));
    expectError(answer, 409, 'uniqueness');
    const found = await provider.scim.get(filtered('Users', `userName eq "${same}"`));
    expect(expectList(found, 1)).toMatchObject([{ userName }]);
  }
});
