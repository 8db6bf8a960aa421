import { describe, it } from '@jest/globals';
import { CORE_USER } from '#testing';
import { bulkBody } from '../../support/bulk.js';
import { LONGEST, useWatchedRollbook } from '../../support/event-loop.js';
import { patchBody } from '../../support/resources.js';

const watched = useWatchedRollbook();

describe('a body, as much as one may be', () => {
  const LENGTH = 7_900_000;
  const SEARCH_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
  const titled = (value: string) => ({
    method: 'PATCH',
    path: '/Users/none',
    data: patchBody({ op: 'replace', path: 'title', value }),
  });
  /** A URN in as many ways as letter case has. */
  const written = (urn: string, n: number) =>
    Array.from(urn, (each, at) => ((n >> at) & 1 ? each.toUpperCase() : each)).join('');

  it.each<[string, string, () => object, number]>([
    [
      'of names that are asked for',
      '/Users/.search',
      () => ({ schemas: [SEARCH_REQUEST], attributes: 'a,'.repeat(LENGTH / 2) }),
      400,
    ],
    [
      'of schemas',
      '/Users',
      () => ({
        userName: 'schemas@example.com',
        schemas: Array.from({ length: 150_000 }, (_, n) => written(CORE_USER, n)),
      }),
      400,
    ],
    [
      'of one path in a bulk request',
      '/Bulk',
      () => bulkBody([{ method: 'DELETE', path: `/Users/${'a/'.repeat(LENGTH / 2)}` }]),
      400,
    ],
    [
      'of references in one text',
      '/Bulk',
      () => bulkBody([titled('"bulkId:a"'.repeat(LENGTH / 20))]),
      200,
    ],
    [
      'of references in many texts',
      '/Bulk',
      () => bulkBody(Array.from({ length: 900 }, () => titled('"bulkId:a"'.repeat(400)))),
      200,
    ],
  ])('%s', async (_, path, body, status) => {
    const text = JSON.stringify(body());
    const prepare = async () => () => watched.tenant.scim.post(path, text);
    await watched.expectTurnsBelow(LONGEST, prepare, status);
  });
});
