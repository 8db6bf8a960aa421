import { type LoadRequest, textAt } from './load-client.js';
import type { Step } from './measure.js';
import type { Options } from './options.js';
import { person, userName } from './people.js';
import type { Server } from './server.js';

/** One kind of request, to be sent in stretches to each server by turns. */
export interface Phase {
  readonly name: string;
  /** The share of the bare server's requests per second to be reached. */
  readonly target: number;
  /** The requests of a stretch; stretch 0 warms the server up and is not counted. */
  stretch(server: Server, stretch: number): () => Step | undefined;
}

const pageSize = 100;
/** How many stretches long a server is warmed up: for some ten seconds V8 compiles what the requests of a phase use. */
const WARM_UP = 2;
/** From here on people are created to warm a server up, as many as there are users, and not asked for again. */
const STRANGERS = 10_000_000;
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** The phases in the order in which they must run: create first, for the others need its users. */
export function phasesOf({ users, rounds, seconds }: Options): readonly Phase[] {
  let changes = 0;
  const timed = (
    name: string,
    target: number,
    request: (server: Server, random: () => number) => LoadRequest,
  ) => timedPhase(name, target, seconds, request);

  return [
    {
      name: 'create',
      target: 0.12,
      stretch(server, stretch) {
        if (stretch === 0)
          return creations(users, (index) => ({ request: creation(STRANGERS + index) }));
        const boundary = (after: number) => Math.floor((users * after) / rounds);
        const first = boundary(stretch - 1);
        const count = boundary(stretch) - first;
        return creations(count, (index) => createUser(server, first + index));
      },
    },
    timed('match', 0.35, (server, random) => {
      const name = userName(below(server.userIds.length, random));
      const filter = encodeURIComponent(`userName eq "${name}"`);
      return {
        method: 'GET',
        path: `/Users?filter=${filter}`,
        status: [200],
        holds: `"userName":"${name}"`,
      };
    }),
    timed('email', 0.3, (server, random) => {
      const address = userName(below(server.userIds.length, random));
      const filter = encodeURIComponent(`emails.value eq "${address}"`);
      return {
        method: 'GET',
        path: `/Users?filter=${filter}`,
        status: [200],
        holds: `"value":"${address}"`,
      };
    }),
    timed('read', 0.4, (server, random) => {
      const id = anyUser(server, random);
      return { method: 'GET', path: `/Users/${id}`, status: [200], holds: `"id":"${id}"` };
    }),
    timed('patch', 0.12, (server, random) => {
      const title = `Title ${++changes}`;
      return {
        method: 'PATCH',
        path: `/Users/${anyUser(server, random)}`,
        body: {
          schemas: [patchOp],
          Operations: [{ op: 'Replace', path: 'title', value: title }],
        },
        status: [200],
        holds: `"title":"${title}"`,
      };
    }),
    timed('page', 0.35, (server, random) => {
      const startIndex = 1 + below(Math.max(1, server.userIds.length - pageSize), random);
      return {
        method: 'GET',
        path: `/Users?startIndex=${startIndex}&count=${pageSize}`,
        status: [200],
        holds: `"itemsPerPage":${Math.min(pageSize, users)}`,
      };
    }),
  ];
}

/**
 * Asks for a team by its name as Entra ID does, members left out: teams of one and of everybody by turns, since its size
 * must not matter. The teams must be there already.
 */
export function teamMatchPhase({ seconds }: Options, displayNames: readonly string[]): Phase {
  let turn = 0;
  return timedPhase('team match', 0.3, seconds, () => {
    const name = displayNames[turn++ % displayNames.length] ?? '';
    const filter = encodeURIComponent(`displayName eq "${name}"`);
    return {
      method: 'GET',
      path: `/Groups?excludedAttributes=members&filter=${filter}`,
      status: [200],
      holds: `"displayName":"${name}"`,
    };
  });
}

function timedPhase(
  name: string,
  target: number,
  seconds: number,
  request: (server: Server, random: () => number) => LoadRequest,
): Phase {
  return {
    name,
    target,
    stretch(server, stretch) {
      const random = seeded(stretch);
      const end = performance.now() + 1_000 * seconds * (stretch === 0 ? WARM_UP : 1);
      return () => (performance.now() < end ? { request: request(server, random) } : undefined);
    },
  };
}

function creations(count: number, step: (index: number) => Step): () => Step | undefined {
  let index = 0;
  return () => (index < count ? step(index++) : undefined);
}

function creation(index: number): LoadRequest {
  return { method: 'POST', path: '/Users', body: person(index), status: [201] };
}

/** Creates the person at an index and remembers the id. */
export function createUser(server: Server, index: number): Step {
  return {
    request: creation(index),
    done: (body) => {
      server.userIds[index] = textAt(JSON.parse(body.toString()), 'id');
    },
  };
}

/** Adds members to a group, or removes them, in Entra's words. */
export function changeMembers(
  group: string,
  op: 'Add' | 'Remove',
  ids: readonly string[],
): LoadRequest {
  const value = ids.map((id) => ({ $ref: null, value: id }));
  return {
    method: 'PATCH',
    path: `/Groups/${group}`,
    body: { schemas: [patchOp], Operations: [{ op, path: 'members', value }] },
    status: [200, 204],
  };
}

/** The mulberry32 generator: both servers are asked for the same things in the same order. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function below(limit: number, random: () => number): number {
  return Math.floor(random() * limit);
}

function anyUser(server: Server, random: () => number): string {
  return server.userIds[below(server.userIds.length, random)] ?? '';
}
