import type { HttpRequest, ScimAnswer, ScimClient } from '#testing';

/** One request of the play. Known before the first is sent, so that the progress has an end. */
export type Step = () => Promise<void>;

/** The server did something else than the play says. */
export class ExpectationError extends Error {
  override readonly name = 'ExpectationError';
}

/** An identity provider's request, with the answer that it must get. */
export function send(
  scim: ScimClient,
  expectedStatus: number,
  request: () => HttpRequest,
  then: (answer: ScimAnswer) => void = () => undefined,
): Step {
  return async () => {
    const sent = request();
    const answer = await scim.send(sent);
    if (answer.status !== expectedStatus) {
      throw new ExpectationError(
        `${sent.method} ${sent.path}: expected ${expectedStatus}, got ${answer.status} ${answer.text}`,
      );
    }
    then(answer);
  };
}

/** A thing of the administrator's. The client rejects when it does not succeed. */
export function administer(act: () => Promise<unknown>): Step {
  return async () => {
    await act();
  };
}

/** Fails the play when a fact is not as expected. */
export function expectThat(fact: boolean, expectation: string): void {
  if (!fact) throw new ExpectationError(`expected: ${expectation}`);
}

/** The ids that the server gave, by the name that the identity provider knows. */
export class Ids {
  private readonly byName = new Map<string, string>();

  /** Remembers the id of an answered resource. */
  readonly keep =
    (name: string) =>
    (answer: ScimAnswer): void => {
      expectThat(answer.body.id !== undefined, `an id for ${name}`);
      this.byName.set(name, answer.body.id ?? '');
    };

  of(name: string): string {
    const id = this.byName.get(name);
    if (id === undefined) throw new ExpectationError(`expected: ${name} is known by now`);
    return id;
  }
}
