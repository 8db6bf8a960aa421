import {
  CreateUser,
  DeleteUser,
  fillGaps,
  groupsText,
  PatchUser,
  ReplaceUser,
  userText,
  versionOf,
} from '#application';
import type { UserState } from '#domain';
import type { Loaded } from '#event-store';
import { groupsVersion } from '#read-model';
import { type AttributeSelection, readPatch, readSelection, readUser, USER } from '#scim';
import { Injectable } from '@nestjs/common';
import { Commands } from '../commands.js';
import { Runtime } from '../runtime.js';
import { selected } from './scim-answers.js';
import type { ResourceWrites, ScimWrite, Written } from './scim-write.js';

/** The writes of users. */
@Injectable()
export class UsersWrites implements ResourceWrites {
  readonly endpoint = 'Users';

  constructor(
    private readonly commands: Commands,
    private readonly runtime: Runtime,
  ) {}

  async create({ caller, scim, body, query }: ScimWrite): Promise<Written> {
    const selection = readSelection(query, USER);
    const input = readUser(body, scim.tolerated);
    const created = await this.commands.run(new CreateUser(caller, input));
    return this.written(201, created, scim.baseUrl, selection);
  }

  async replace(id: string, write: ScimWrite): Promise<Written> {
    const { caller, scim, body, query, preconditions } = write;
    const selection = readSelection(query, USER);
    const input = readUser(body, scim.tolerated);
    const command = new ReplaceUser(caller, id, input, preconditions);
    return this.written(200, await this.commands.run(command), scim.baseUrl, selection);
  }

  async patch(id: string, write: ScimWrite): Promise<Written> {
    const { caller, scim, body, query, preconditions } = write;
    const selection = readSelection(query, USER);
    const patch = readPatch(body, USER, scim.tolerated);
    const command = new PatchUser(caller, id, patch, preconditions);
    return this.written(200, await this.commands.run(command), scim.baseUrl, selection);
  }

  async remove(id: string, { caller, scim, preconditions }: ScimWrite): Promise<Written> {
    await this.commands.run(new DeleteUser(caller, id, preconditions));
    return { status: 204, id, location: `${scim.baseUrl}/Users/${id}` };
  }

  /** The answer comes from the fold; only `groups`, which are other aggregates' facts, from the read model. */
  private async written(
    status: 200 | 201,
    { state, createdAt, changedAt, revision }: Loaded<UserState>,
    baseUrl: string,
    selection: AttributeSelection | undefined,
  ): Promise<Written> {
    if (state.status === 'absent' || revision === 'none') throw new Error('the user is absent');
    const groups = await this.runtime.users.groupsOf(state.id);
    const versionSuffix = groupsVersion(groups);
    return {
      status,
      id: state.id,
      location: `${baseUrl}/Users/${state.id}`,
      version: versionOf(revision, versionSuffix),
      body: () => {
        const text = userText(state, { createdAt, changedAt, revision });
        const additions = groupsText(groups, baseUrl);
        return selected(fillGaps(text, { baseUrl, versionSuffix, additions }), USER, selection);
      },
    };
  }
}
