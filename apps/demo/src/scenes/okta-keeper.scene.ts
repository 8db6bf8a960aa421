import { okta, people, type ScimBody } from '#testing';
import { administer, expectThat, Ids, send } from '../step.js';
import type { Scene } from './scene.js';

const staff = people(100, 22, 'clinic.example');

/** Okta pushes users and groups, and writes back what it has read. */
export const oktaKeeper: Scene = {
  node: 'Clinic',
  idp: 'okta',
  idpName: 'Okta',
  profile: 'keeper',
  play: ({ admin, scim }) => {
    const ids = new Ids();
    const read = new Map<string, ScimBody>();
    const members = (from: number, to: number) =>
      staff.slice(from, to).map(({ email }) => ({ id: ids.of(email), userName: email }));
    const approve = (team: string, from: number, to: number) =>
      staff
        .slice(from, to)
        .map(({ email }) => administer(() => admin.approve(ids.of(team), ids.of(email))));

    return [
      ...okta.testCredentials().map((request) => send(scim, 200, () => request)),
      ...staff.flatMap((one) => [
        send(scim, 200, () => okta.findUser(one.email)),
        send(scim, 201, () => okta.createUser(one), ids.keep(one.email)),
      ]),
      ...['Nurses', 'Night shift'].flatMap((name) => [
        send(scim, 200, () => okta.findGroup(name)),
        send(scim, 201, () => okta.createGroup(name), ids.keep(name)),
      ]),
      send(scim, 204, () => okta.pushMembers(ids.of('Nurses'), members(0, 12))),
      send(scim, 204, () =>
        okta.changeMembers(ids.of('Night shift'), {
          displayName: 'Night shift',
          add: members(10, 16),
        }),
      ),
      send(scim, 204, () =>
        okta.changeMembers(ids.of('Nurses'), {
          displayName: 'Nurses',
          add: members(12, 14),
          remove: members(0, 2).map(({ id }) => id),
        }),
      ),
      send(scim, 204, () => okta.renameGroup(ids.of('Nurses'), 'Nurses and midwives')),
      send(
        scim,
        200,
        () => okta.readGroup(ids.of('Nurses')),
        ({ body }) => expectThat(body.members?.length === 12, '12 members after the push'),
      ),
      ...staff.slice(4, 14).map(({ email }) => administer(() => admin.register(ids.of(email)))),
      ...approve('Nurses', 4, 11),
      ...approve('Night shift', 10, 16),
      ...staff.slice(0, 6).flatMap(({ email }) => [
        send(
          scim,
          200,
          () => okta.readUser(ids.of(email)),
          ({ body }) => read.set(email, body),
        ),
        send(scim, 200, () => okta.updateUser(read.get(email) ?? {}, { title: 'Ward manager' })),
      ]),
      ...staff.slice(16, 18).flatMap(({ email }) => [
        send(
          scim,
          200,
          () => okta.readUser(ids.of(email)),
          ({ body }) => read.set(email, body),
        ),
        send(
          scim,
          200,
          () => okta.updateUser(read.get(email) ?? {}),
          ({ body }) =>
            expectThat(
              body.meta?.version === read.get(email)?.meta?.version,
              'a PUT of what was read keeps the version',
            ),
        ),
      ]),
      ...staff
        .slice(18, 21)
        .map(({ email }) => send(scim, 200, () => okta.deactivate(ids.of(email)))),
      send(scim, 200, () => okta.activate(ids.of(staff[18]?.email ?? ''))),
      send(scim, 200, () => okta.importUsers(1)),
    ];
  },
};
