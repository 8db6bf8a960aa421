import { expect } from '@jest/globals';
import { person, type ScimAnswer, type ScimClient } from '#testing';
import { createGroup, patchBody, userBody } from '../support/resources.js';

/**
 * What is known of one user: for each fact the values that it can have. One when the last change was acknowledged, two
 * when it got no answer.
 */
export interface KnownUser {
  /** Unknown while the create has no answer. */
  id?: string;
  present: boolean[];
  name: string[];
  title: (string | undefined)[];
  member: boolean[];
}

/** A load from several clients at once that keeps account of every acknowledgement. */
export class Load {
  readonly users: KnownUser[] = [];
  private acknowledged = 0;

  private constructor(
    private readonly scim: ScimClient,
    readonly groupId: string,
    private readonly onAcknowledged: (count: number) => void,
  ) {}

  /**
   * Runs until the server does not answer any more.
   *
   * @param onAcknowledged is called with the number of acknowledgements so far, after each
   */
  static async run(
    scim: ScimClient,
    clients: number,
    onAcknowledged: (count: number) => void,
  ): Promise<Load> {
    const group = await createGroup(scim, 'Under load');
    const load = new Load(scim, group.id, onAcknowledged);
    await Promise.all(Array.from({ length: clients }, (_, client) => load.client(client)));
    return load;
  }

  private async client(client: number): Promise<void> {
    for (let n = 0; ; n += 1) {
      if (!(await this.life(client * 100_000 + n))) return;
    }
  }

  /** One user's life. @returns whether everything was answered */
  private async life(n: number): Promise<boolean> {
    const name = person(n).email;
    const user: KnownUser = {
      present: [true, false],
      name: [name],
      title: [undefined],
      member: [],
    };
    this.users.push(user);
    const created = await this.answered(this.scim.post('/Users', userBody(n)), 201);
    if (created?.body.id === undefined) return false;
    const { id } = created.body;
    user.id = id;
    user.present = [true];
    user.member = [false];
    const path = `/Users/${id}`;
    const replace = (attribute: string, value: string) =>
      patchBody({ op: 'replace', path: attribute, value });

    const title = `Title ${n}`;
    if (
      !(await this.change(user.title, title, this.scim.patch(path, replace('title', title)), 200))
    )
      return false;
    const join = patchBody({ op: 'add', path: 'members', value: [{ value: id }] });
    const joined = this.scim.patch(`/Groups/${this.groupId}`, join);
    if (!(await this.change(user.member, true, joined, 204))) return false;
    if (n % 3 === 0) {
      // The e-mail goes with it where the profile has the two as one value.
      const next = `renamed.${n}@example.com`;
      const renamed = this.scim.patch(path, replace('userName', next));
      if (!(await this.change(user.name, next, renamed, 200))) return false;
    }
    if (n % 5 === 0) {
      if (!(await this.change(user.present, false, this.scim.delete(path), 204))) return false;
    }
    return true;
  }

  /** Both values are possible until the request is answered; then it is the new one. */
  private async change<Value>(
    possible: Value[],
    next: Value,
    request: Promise<ScimAnswer>,
    status: number,
  ): Promise<boolean> {
    possible.push(next);
    if ((await this.answered(request, status)) === undefined) return false;
    possible.splice(0, possible.length, next);
    return true;
  }

  private async answered(
    request: Promise<ScimAnswer>,
    status: number,
  ): Promise<ScimAnswer | undefined> {
    const answer = await request.catch(() => undefined);
    // A server that is ending may say so instead of doing what it was asked.
    if (answer === undefined || answer.status === 503) return undefined;
    expect([answer.status, answer.text]).toEqual([status, answer.text]);
    this.acknowledged += 1;
    this.onAcknowledged(this.acknowledged);
    return answer;
  }
}
