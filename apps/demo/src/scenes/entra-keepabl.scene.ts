import { EntraId, people } from '#testing';
import { administer, Ids, send } from '../step.js';
import type { Scene } from './scene.js';

const staff = people(300, 16, 'law.example');
const entra = new EntraId('aadOptscim062020');

/** Entra ID, with its flag for stricter SCIM, fills a compliance tool that knows users only. */
export const entraKeepabl: Scene = {
  node: 'Legal',
  idp: 'entra-id',
  idpName: 'Microsoft Entra ID',
  profile: 'keepabl',
  play: ({ admin, scim }) => {
    const ids = new Ids();
    return [
      send(scim, 200, () => entra.testConnection()),
      ...staff.flatMap((one) => [
        send(scim, 200, () => entra.matchUserByWorkEmail(one.email)),
        send(
          scim,
          201,
          // The user name is a login of its own here, and no e-mail address.
          () => entra.createUser(one, { userName: `law-${one.externalId.slice(-4)}` }),
          ids.keep(one.email),
        ),
      ]),
      send(scim, 404, () => entra.createGroup('Counsel', 'group-counsel')),
      ...staff.slice(0, 7).map(({ email }) => administer(() => admin.register(ids.of(email)))),
      ...staff.slice(0, 5).map(({ email }) =>
        send(scim, 200, () =>
          entra.updateUser(ids.of(email), {
            displayName: 'Counsel for data protection',
            department: 'Privacy',
          }),
        ),
      ),
      ...staff.slice(5, 9).map(({ email }) => send(scim, 200, () => entra.disable(ids.of(email)))),
      send(scim, 200, () => entra.enable(ids.of(staff[5]?.email ?? ''))),
      send(scim, 204, () => entra.deleteUser(ids.of(staff[15]?.email ?? ''))),
    ];
  },
};
