import { SingleBar } from 'cli-progress';
import type { AdminClient } from '#testing';
import { ScimClient } from '#testing';
import type { Scene } from './scenes/scene.js';
import { ExpectationError, type Step } from './step.js';

/** A node as the play left it. */
export interface PlayedNode {
  readonly scene: Scene;
  readonly id: string;
  readonly tenantUrl: string;
}

export interface Played {
  readonly nodes: readonly PlayedNode[];
  readonly requests: number;
  readonly seconds: number;
}

/**
 * Plays the scenes: the administrator sets up a node for each, then all identity providers come at once, each with one
 * request after the other, as they do.
 *
 * @throws {ExpectationError} or the admin client's error, when an answer is not the expected one.
 */
export async function play(admin: AdminClient, scenes: readonly Scene[]): Promise<Played> {
  const organisation = await admin.createOrganisation('Example Group');
  const nodes: PlayedNode[] = [];
  const scripts: (readonly Step[])[] = [];
  for (const scene of scenes) {
    const node = await admin.createNode(organisation.id, scene.node);
    const { profile, idp, idpName } = scene;
    const method = await admin.createMethod(node.id, { profile, idp, label: idpName });
    if (method.token?.secret === undefined) throw new ExpectationError('expected: a token secret');
    await admin.changeMethod(node.id, 'activate');
    const scim = new ScimClient(method.tenantUrl, method.token.secret);
    scripts.push(scene.play({ admin, scim }));
    nodes.push({ scene, id: node.id, tenantUrl: method.tenantUrl });
  }

  // Draws on a terminal only; to anything else it writes nothing.
  const bar = new SingleBar({
    format: '  {bar} {value} of {total} requests',
    barsize: 40,
    hideCursor: true,
    clearOnComplete: true,
  });
  const requests = scripts.flat().length;
  bar.start(requests, 0);
  const started = performance.now();
  try {
    await Promise.all(
      scripts.map(async (steps) => {
        for (const step of steps) {
          await step();
          bar.increment();
        }
      }),
    );
  } finally {
    bar.stop();
  }
  return { nodes, requests, seconds: (performance.now() - started) / 1_000 };
}
