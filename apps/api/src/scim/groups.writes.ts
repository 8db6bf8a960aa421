import {
  CreateTeam,
  DeleteTeam,
  fillGaps,
  membersText,
  PatchTeam,
  ReplaceTeam,
  teamText,
  versionOf,
} from '#application';
import type { ExistingTeam, TeamState } from '#domain';
import type { Loaded } from '#event-store';
import { type AttributeSelection, GROUP, readGroup, readPatch, readSelection } from '#scim';
import { Injectable } from '@nestjs/common';
import { Commands } from '../commands.js';
import { Runtime } from '../runtime.js';
import { requireGroups, wantsMembers } from './groups.js';
import { selected } from './scim-answers.js';
import type { ScimContext } from './scim-request.js';
import type { ResourceWrites, ScimWrite, Written } from './scim-write.js';

/** The writes of groups, where the profile has groups. */
@Injectable()
export class GroupsWrites implements ResourceWrites {
  readonly endpoint = 'Groups';

  constructor(
    private readonly commands: Commands,
    private readonly runtime: Runtime,
  ) {}

  async create({ caller, scim, body, query }: ScimWrite): Promise<Written> {
    requireGroups(scim);
    const selection = readSelection(query, GROUP);
    const input = readGroup(body, scim.tolerated);
    const created = await this.commands.run(new CreateTeam(caller, input));
    return this.written(201, created, scim, selection);
  }

  async replace(id: string, write: ScimWrite): Promise<Written> {
    const { caller, scim, body, query, preconditions } = write;
    requireGroups(scim);
    const selection = readSelection(query, GROUP);
    const input = readGroup(body, scim.tolerated);
    const command = new ReplaceTeam(caller, id, input, preconditions);
    return this.written(200, await this.commands.run(command), scim, selection);
  }

  /** Answered without a body, as Entra prefers for groups of any size, unless attributes are asked for. */
  async patch(id: string, write: ScimWrite): Promise<Written> {
    const { caller, scim, body, query, preconditions } = write;
    requireGroups(scim);
    const selection = readSelection(query, GROUP);
    const patch = readPatch(body, GROUP, scim.tolerated);
    const patched = await this.commands.run(new PatchTeam(caller, id, patch, preconditions));
    return this.written(selection === undefined ? 204 : 200, patched, scim, selection);
  }

  async remove(id: string, { caller, scim, preconditions }: ScimWrite): Promise<Written> {
    requireGroups(scim);
    await this.commands.run(new DeleteTeam(caller, id, preconditions));
    return { status: 204, id, location: `${scim.baseUrl}/Groups/${id}` };
  }

  private written(
    status: Written['status'],
    { state, createdAt, changedAt, revision }: Loaded<TeamState>,
    scim: ScimContext,
    selection: AttributeSelection | undefined,
  ): Written {
    if (state.status === 'absent' || revision === 'none') throw new Error('the team is absent');
    const text = teamText(state, { createdAt, changedAt, revision });
    return {
      status,
      id: state.id,
      location: `${scim.baseUrl}/Groups/${state.id}`,
      version: versionOf(revision),
      ...(status === 204 ? {} : { body: () => this.body(text, state, scim, selection) }),
    };
  }

  /**
   * The answer to a write comes from the fold; only what its members are called, and whether SCIM shows them, which
   * are other aggregates' facts, from the read model.
   */
  private async body(
    text: string,
    { members }: ExistingTeam,
    { nodeId, baseUrl }: ScimContext,
    selection: AttributeSelection | undefined,
  ): Promise<string> {
    const wanted = wantsMembers(selection) ? [...members] : [];
    const names = await this.runtime.users.userNames(
      nodeId,
      wanted.map(([userId]) => userId),
    );
    const shown = wanted.flatMap(([userId, { active }]) => {
      const display = names.get(userId);
      return display === undefined ? [] : [{ userId, display, active }];
    });
    const additions = membersText(shown, baseUrl);
    return selected(fillGaps(text, { baseUrl, versionSuffix: '', additions }), GROUP, selection);
  }
}
