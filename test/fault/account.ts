import { setTimeout as delay } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { ScimAnswer, ScimBody, ScimClient } from '#testing';
import { engines } from '../support/engines.js';
import { expectList, expectStatus } from '../support/expectations.js';
import { filtered, readGroup, userBody } from '../support/resources.js';
import type { KnownUser, Load } from './load.js';

/** Compares what a server says with every acknowledgement that a load got. */
export async function expectEveryAcknowledgement(scim: ScimClient, load: Load): Promise<void> {
  const listed = await allUsers(scim);
  const byId = new Map(listed.map((user) => [user.id, user]));
  const byName = new Map(listed.map((user) => [user.userName?.toLowerCase(), user]));
  expect(byName.size).toBe(listed.length);
  const members = new Set(
    (await readGroup(scim, load.groupId)).members?.map(({ value }) => value) ?? [],
  );

  for (const known of load.users) {
    const user = known.id === undefined ? byName.get(known.name[0]) : byId.get(known.id);
    expect(known.present).toContain(user !== undefined);
    if (user === undefined) continue;
    expect(known.name).toContain(user.userName);
    expect(known.title).toContain((user as { title?: string }).title);
    if (known.id !== undefined) expect(known.member).toContain(members.has(known.id));
  }
  const present = new Set(listed.map(({ id }) => id));
  expect([...members].filter((id) => !present.has(id))).toEqual([]);
  await expectNoNameBlocked(scim, load.users, byName);
}

/** Every name that somebody bears is taken, every other one is free: no more than that is left of a crash. */
async function expectNoNameBlocked(
  scim: ScimClient,
  users: readonly KnownUser[],
  byName: ReadonlyMap<string | undefined, ScimBody>,
): Promise<void> {
  const uncertain = users.filter(
    ({ id, name, present }) => id === undefined || name.length > 1 || present.length > 1,
  );
  // All names in doubt, and the last of those that are not.
  for (const { name } of [...uncertain, ...users.slice(-10)]) {
    for (const userName of name) {
      const found = byName.has(userName);
      expectList(await scim.get(filtered('Users', `userName eq "${userName}"`)), found ? 1 : 0);
      const body = userBody(0, { userName, emails: [{ value: userName, primary: true }] });
      const create = () => scim.post('/Users', body);
      const answer = found ? await create() : await onceFree(create);
      expectStatus(answer, found ? 409 : 201);
      if (answer.body.id !== undefined)
        expectStatus(await scim.delete(`/Users/${answer.body.id}`), 204);
    }
  }
}

/** Asks again while the name is taken, for the minute that a claim holds where a log cannot append to two streams at once. */
async function onceFree(create: () => Promise<ScimAnswer>): Promise<ScimAnswer> {
  const until = Date.now() + (engines['ROLLBOOK_EVENT_STORE'] === 'eventstoredb' ? 65_000 : 0);
  for (;;) {
    const answer = await create();
    if (answer.status !== 409 || Date.now() >= until) return answer;
    await delay(1_000);
  }
}

async function allUsers(scim: ScimClient): Promise<readonly ScimBody[]> {
  const users: ScimBody[] = [];
  for (;;) {
    const answer = await scim.get(`/Users?startIndex=${users.length + 1}&count=200`);
    const page = expectList(answer);
    users.push(...page);
    if (page.length === 0 || users.length >= (answer.body.totalResults ?? 0)) return users;
  }
}
