import {
  CreateUser,
  DeleteUser,
  PatchUser,
  type Preconditions,
  ReplaceUser,
  userText,
  type Version,
  versionOf,
} from '#application';
import type { ExistingUser, UserState } from '#domain';
import { type Loaded, ownTurn, type Receipt } from '#event-store';
import { groupsVersion } from '#read-model';
import { type AttributeSelection, readPatch, readSelection, readUser, USER } from '#scim';
import { Injectable } from '@nestjs/common';
import { Commands } from '../commands.js';
import { Runtime } from '../runtime.js';
import { type ConditionalHeaders, preconditionsOf } from './entity-tags.js';
import type { Accepted, ResourceWrites, ScimWrite, Written } from './scim-write.js';
import { userWithGroups } from './user-with-groups.js';

/** Fewer than these are read in a millisecond or two. */
const MANY_CHANGES = 100;

/** The writes of users. */
@Injectable()
export class UsersWrites implements ResourceWrites {
  readonly endpoint = 'Users';

  constructor(
    private readonly commands: Commands,
    private readonly runtime: Runtime,
  ) {}

  async create({ caller, scim, body, query }: ScimWrite): Promise<Accepted> {
    const selection = readSelection(query, USER);
    const input = readUser(body, scim.tolerated);
    const created = await this.commands.take(new CreateUser(caller, input));
    return this.accepted(201, created, scim.baseUrl, selection);
  }

  async replace(id: string, write: ScimWrite): Promise<Accepted> {
    const { caller, scim, body, query, conditions } = write;
    const selection = readSelection(query, USER);
    const input = readUser(body, scim.tolerated);
    const preconditions = await this.preconditions(caller, id, conditions);
    const command = new ReplaceUser(caller, id, input, preconditions);
    return this.accepted(200, await this.commands.take(command), scim.baseUrl, selection);
  }

  async patch(id: string, write: ScimWrite): Promise<Accepted> {
    const { caller, scim, body, query, conditions } = write;
    const selection = readSelection(query, USER);
    const patch = readPatch(body, USER, scim.tolerated);
    // Reading many operations takes as long as carrying them out.
    if (patch.changes.length > MANY_CHANGES) await ownTurn();
    const preconditions = await this.preconditions(caller, id, conditions);
    const command = new PatchUser(caller, id, patch, preconditions);
    return this.accepted(200, await this.commands.take(command), scim.baseUrl, selection);
  }

  async remove(id: string, { caller, scim, conditions }: ScimWrite): Promise<Accepted> {
    const preconditions = await this.preconditions(caller, id, conditions);
    const { position } = await this.commands.take(new DeleteUser(caller, id, preconditions));
    const location = `${scim.baseUrl}/Users/${id}`;
    return { id, location, position, written: () => Promise.resolve({ status: 204 }) };
  }

  private preconditions(
    { nodeId }: ScimWrite['caller'],
    id: string,
    conditions: ConditionalHeaders,
  ): Promise<Preconditions> {
    return preconditionsOf(conditions, async () => {
      const user = await this.runtime.users.find(nodeId, id);
      return groupsVersion((await user?.groups?.()) ?? []);
    });
  }

  private accepted(
    status: 200 | 201,
    { result, position }: Receipt<Loaded<UserState>>,
    baseUrl: string,
    selection: AttributeSelection | undefined,
  ): Accepted {
    const { state, revision, createdAt, changedAt } = result;
    if (state.status === 'absent' || revision === 'none') throw new Error('the user is absent');
    return {
      id: state.id,
      location: `${baseUrl}/Users/${state.id}`,
      position,
      written: () =>
        this.written(status, state, { createdAt, changedAt, revision }, baseUrl, selection),
    };
  }

  /** The answer comes from the fold; only `groups`, which are other aggregates' facts, from the read model. */
  private async written(
    status: 200 | 201,
    user: ExistingUser,
    version: Version,
    baseUrl: string,
    selection: AttributeSelection | undefined,
  ): Promise<Written> {
    const groups = await this.runtime.users.groupsOf(user.id);
    const versionSuffix = await groupsVersion(groups);
    return {
      status,
      version: versionOf(version.revision, versionSuffix),
      body: () =>
        userWithGroups(userText(user, version), groups, versionSuffix, baseUrl, selection),
    };
  }
}
