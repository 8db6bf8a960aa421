import { describe, expect, it } from '@jest/globals';
import {
  ChangeProvisioningMethod,
  CreateProvisioningMethod,
  DeleteProvisioningMethod,
  IssueToken,
} from '#application';
import type { EventStore } from '#event-store';
import { Application, contextOf, cutAfter, oneByOne, TestClock, useLog } from './support.js';

const log = useLog();

async function on<Result>(
  store: EventStore,
  body: (app: Application) => Promise<Result>,
  clock = new TestClock(),
): Promise<Result> {
  const app = await Application.on(store, clock);
  try {
    return await body(app);
  } finally {
    await app.close();
  }
}

const create = () => new CreateProvisioningMethod(contextOf('n1'), 'keeper', 'okta');
const activate = (nodeId = 'n1') =>
  new ChangeProvisioningMethod(contextOf(nodeId), { type: 'ActivateMethod' });
const remove = () => new DeleteProvisioningMethod(contextOf('n1'));
const notFound = { refusal: { refused: 'method-not-found' } };

describe.each([
  ['in one append', () => log()],
  ['stream by stream', () => oneByOne(log())],
])('the method of a node, on a log that is written %s', (_, store) => {
  it('is found by another process as soon as it is there', async () => {
    const { result } = await on(store(), (app) => app.run(create()));
    const changed = await on(store(), (app) => app.run(activate()));
    expect(changed.result.state).toMatchObject({ status: 'active' });
    expect(changed.result.createdAt).toBe(result.method.createdAt);
  });

  it('is the second one once the first is deleted', async () => {
    await on(store(), async (app) => {
      await app.run(create());
      await app.run(remove());
      await expect(app.run(activate())).rejects.toMatchObject(notFound);
      await expect(app.run(remove())).rejects.toMatchObject(notFound);
      const { result } = await app.run(create());
      expect((await app.run(activate())).result.state).toMatchObject({
        status: 'active',
        tokens: new Map([[result.token.id, expect.anything()]]),
      });
    });
  });

  it('is not that of another node or organisation', async () => {
    await on(store(), async (app) => {
      await app.run(create());
      await expect(app.run(activate('n2'))).rejects.toMatchObject(notFound);
      const theirs = new IssueToken(contextOf('n1', 'o2'), undefined, undefined);
      await expect(app.run(theirs)).rejects.toMatchObject(notFound);
    });
  });

  it('keeps every one of the tokens that are issued at the same time', async () => {
    await on(store(), async (app) => {
      await app.run(create());
      const issue = () => app.run(new IssueToken(contextOf('n1'), undefined, undefined));
      await Promise.all([issue(), issue(), issue(), issue()]);
      const { state } = (await issue()).result.method;
      expect(state).toMatchObject({ tokens: { size: 6 } });
    });
  });
});

describe('a creation that was cut short', () => {
  it.each([
    ['after its claim', 1],
    ['ahead of confirming the claim', 2],
  ])('%s leaves a method, or none, and never one that cannot be had', async (_, appends) => {
    const clock = new TestClock();
    const broken = oneByOne(log(), cutAfter(appends));
    await on(broken, (app) => app.run(create()).catch(() => undefined), clock);
    clock.moveOn(60_000);
    await on(
      oneByOne(log()),
      async (app) => {
        if (appends === 1) {
          await expect(app.run(activate())).rejects.toMatchObject(notFound);
          await app.run(create());
        }
        await app.run(activate());
      },
      clock,
    );
  });
});
