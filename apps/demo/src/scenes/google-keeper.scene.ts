import { google, people, type ScimBody } from '#testing';
import { administer, Ids, send } from '../step.js';
import type { Scene } from './scene.js';

const staff = people(200, 18, 'school.example');

/** Google Workspace provisions users, and knows no groups. */
export const googleKeeper: Scene = {
  node: 'School',
  idp: 'google-workspace',
  idpName: 'Google Workspace',
  profile: 'keeper',
  play: ({ admin, scim }) => {
    const ids = new Ids();
    const created = new Map<string, ScimBody>();
    return [
      send(scim, 200, () => google.probe()),
      ...staff.flatMap((one) => [
        send(scim, 200, () => google.findUser(one.email)),
        send(
          scim,
          201,
          () => google.createUser(one),
          (answer) => {
            ids.keep(one.email)(answer);
            created.set(one.email, answer.body);
          },
        ),
      ]),
      ...staff.slice(0, 9).map(({ email }) => administer(() => admin.register(ids.of(email)))),
      ...staff.slice(0, 6).map(({ email, familyName }) =>
        send(scim, 200, () =>
          google.updateUser(created.get(email) ?? {}, {
            name: { givenName: 'Sam', familyName },
          }),
        ),
      ),
      ...staff.slice(6, 9).map(({ email }) => send(scim, 200, () => google.suspend(ids.of(email)))),
      send(scim, 200, () => google.restore(ids.of(staff[6]?.email ?? ''))),
      send(scim, 204, () => google.deleteUser(ids.of(staff[17]?.email ?? ''))),
    ];
  },
};
