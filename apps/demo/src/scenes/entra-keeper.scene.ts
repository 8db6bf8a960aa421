import { EntraId, people, person, ScimClient } from '#testing';
import { administer, expectThat, Ids, type Step, send } from '../step.js';
import type { Scene, Stage } from './scene.js';

/** Entra ID fills a password manager: everything an IdP does in its first days, mistakes included. */
export const entraKeeper: Scene = {
  node: 'Head office',
  idp: 'entra-id',
  idpName: 'Microsoft Entra ID',
  profile: 'keeper',
  play: (stage) => [...connect(stage), ...provision(stage)],
};

const entra = new EntraId();
const staff = people(0, 26, 'head.example');

function connect({ scim }: Stage): Step[] {
  return [
    send(scim, 200, () => entra.testConnection()),
    ...entra.discover().map((request) => send(scim, 200, () => request)),
  ];
}

function provision({ admin, scim }: Stage): Step[] {
  const ids = new Ids();
  const idsOf = (from: number, to: number) =>
    staff.slice(from, to).map(({ email }) => ids.of(email));
  const id = (index: number) => idsOf(index, index + 1).join();
  const approve = (team: string, from: number, to: number) =>
    staff
      .slice(from, to)
      .map(({ email }) => administer(() => admin.approve(ids.of(team), ids.of(email))));

  const users = staff.flatMap((one) => [
    send(scim, 200, () => entra.matchUser(one.email)),
    send(scim, 201, () => entra.createUser(one), ids.keep(one.email)),
  ]);
  const stranger = new ScimClient(scim.baseUrl, 'a-token-that-was-never-issued');
  const mistakes = [
    send(stranger, 401, () => entra.testConnection()),
    send(scim, 409, () => entra.createUser(person(0, 'head.example'))),
    send(scim, 400, () => entra.createUser({ ...person(900), email: 'not an e-mail address' })),
  ];
  const teams = ['Engineering', 'Finance', 'On call'].flatMap((name) => [
    send(scim, 200, () => entra.matchGroup(name)),
    send(scim, 201, () => entra.createGroup(name, `group-${name}`), ids.keep(name)),
  ]);
  const members = [
    send(scim, 204, () => entra.addMembers(ids.of('Engineering'), idsOf(0, 9))),
    send(scim, 204, () => entra.addMembers(ids.of('Finance'), idsOf(9, 15))),
    send(scim, 204, () => entra.addMembers(ids.of('On call'), idsOf(3, 7))),
    // Entra says again what is so already whenever somebody leaves; nothing may come of it.
    send(scim, 204, () => entra.addMembers(ids.of('Engineering'), idsOf(0, 9))),
    send(scim, 204, () => entra.removeMembers(ids.of('Engineering'), idsOf(8, 9))),
    send(scim, 204, () => entra.renameGroup(ids.of('On call'), 'On call, weekends')),
  ];
  const people = [
    ...staff.slice(0, 12).map(({ email }) => administer(() => admin.register(ids.of(email)))),
    ...approve('Engineering', 0, 5),
    ...approve('Finance', 9, 14),
    ...approve('On call', 3, 4),
  ];
  let version: string | undefined;
  const changes = [
    ...staff
      .slice(0, 8)
      .map(({ email }) =>
        send(scim, 200, () => entra.updateUser(ids.of(email), { title: 'Senior Engineer' })),
      ),
    send(
      scim,
      200,
      () => entra.updateUser(id(12), { workEmail: 'new.name@head.example' }),
      ({ body }) => {
        version = body.meta?.version;
        expectThat(
          body.userName === 'new.name@head.example',
          'the e-mail address and the user name change together on a keeper node',
        );
      },
    ),
    send(
      scim,
      200,
      () => entra.updateUser(id(12), { workEmail: 'new.name@head.example' }),
      ({ body }) =>
        expectThat(
          body.meta?.version === version,
          'a change that changes nothing keeps the version',
        ),
    ),
    send(scim, 200, () => entra.setManager(id(1), id(0))),
  ];
  const leavers = [
    ...[1, 10, 20].map((index) => send(scim, 200, () => entra.disable(id(index)))),
    send(scim, 200, () => entra.enable(id(1))),
    ...[24, 25].map((index) => send(scim, 204, () => entra.deleteUser(id(index)))),
    send(scim, 404, () => entra.readUser(id(25))),
    // Somebody comes back: the same account, with its id and its history.
    send(
      scim,
      201,
      () => entra.createUser(person(24, 'head.example')),
      ({ body }) => expectThat(body.id === id(24), 'a deleted user comes back under the same id'),
    ),
  ];
  return [...users, ...teams, ...members, ...people, ...changes, ...leavers, ...mistakes];
}
