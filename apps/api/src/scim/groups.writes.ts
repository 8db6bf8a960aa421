import {
  CreateTeam,
  DeleteTeam,
  type MemberOfGroup,
  PatchTeam,
  ReplaceTeam,
  teamText,
  versionOf,
} from '#application';
import type { ExistingTeam, TeamState } from '#domain';
import { inTurns, type Loaded, type Receipt } from '#event-store';
import { type AttributeSelection, GROUP, readGroup, readPatch, readSelection } from '#scim';
import { Injectable } from '@nestjs/common';
import { Commands } from '../commands.js';
import { Runtime } from '../runtime.js';
import { preconditionsOf } from './entity-tags.js';
import { requireGroups, wantsMembers } from './groups.js';
import { groupWithMembers } from './group-with-members.js';
import type { ScimContext } from './scim-request.js';
import type { Accepted, ResourceWrites, ScimWrite, Written } from './scim-write.js';

/** A group's version is its revision. */
const noSuffix = () => Promise.resolve('');

/** The writes of groups, where the profile has groups. */
@Injectable()
export class GroupsWrites implements ResourceWrites {
  readonly endpoint = 'Groups';

  constructor(
    private readonly commands: Commands,
    private readonly runtime: Runtime,
  ) {}

  async create({ caller, scim, body, query }: ScimWrite): Promise<Accepted> {
    requireGroups(scim);
    const selection = readSelection(query, GROUP);
    const input = readGroup(body, scim.tolerated);
    const created = await this.commands.take(new CreateTeam(caller, input));
    return this.accepted(201, created, scim, selection);
  }

  async replace(id: string, write: ScimWrite): Promise<Accepted> {
    const { caller, scim, body, query, conditions } = write;
    requireGroups(scim);
    const selection = readSelection(query, GROUP);
    const input = readGroup(body, scim.tolerated);
    const preconditions = await preconditionsOf(conditions, noSuffix);
    const command = new ReplaceTeam(caller, id, input, preconditions);
    return this.accepted(200, await this.commands.take(command), scim, selection);
  }

  /** Answered without a body, as Entra prefers for groups of any size, unless attributes are asked for. */
  async patch(id: string, write: ScimWrite): Promise<Accepted> {
    const { caller, scim, body, query, conditions } = write;
    requireGroups(scim);
    const selection = readSelection(query, GROUP);
    const patch = readPatch(body, GROUP, scim.tolerated);
    const preconditions = await preconditionsOf(conditions, noSuffix);
    const patched = await this.commands.take(new PatchTeam(caller, id, patch, preconditions));
    return this.accepted(selection === undefined ? 204 : 200, patched, scim, selection);
  }

  async remove(id: string, { caller, scim, conditions }: ScimWrite): Promise<Accepted> {
    requireGroups(scim);
    const preconditions = await preconditionsOf(conditions, noSuffix);
    const { position } = await this.commands.take(new DeleteTeam(caller, id, preconditions));
    const location = `${scim.baseUrl}/Groups/${id}`;
    return { id, location, position, written: () => Promise.resolve({ status: 204 }) };
  }

  private accepted(
    status: Written['status'],
    { result, position }: Receipt<Loaded<TeamState>>,
    scim: ScimContext,
    selection: AttributeSelection | undefined,
  ): Accepted {
    const { state, revision } = result;
    if (state.status === 'absent' || revision === 'none') throw new Error('the team is absent');
    const text = teamText(state, { ...result, revision });
    const body = () => this.body(text, state, scim, selection);
    const written = { status, version: versionOf(revision), ...(status === 204 ? {} : { body }) };
    return {
      id: state.id,
      location: `${scim.baseUrl}/Groups/${state.id}`,
      position,
      written: () => Promise.resolve(written),
    };
  }

  /**
   * The answer to a write comes from the fold; only what its members are called, and whether SCIM shows them, which
   * are other aggregates' facts, from the read model.
   */
  private async body(
    text: string,
    { members, nested }: ExistingTeam,
    { nodeId, baseUrl }: ScimContext,
    selection: AttributeSelection | undefined,
  ): Promise<readonly string[]> {
    const { directory } = this.runtime;
    const [userIds, teamIds] = wantsMembers(selection) ? [members.keys(), nested.keys()] : [[], []];
    const userNames = await directory.userNames(nodeId, userIds);
    const teamNames = await directory.teamNames(nodeId, teamIds);
    const shown: MemberOfGroup[] = [];
    for await (const some of inTurns(userNames)) {
      for (const [id, display] of some) {
        shown.push({ type: 'User', id, display, active: members.get(id)?.active === true });
      }
    }
    for (const [id, display] of teamNames) {
      shown.push({ type: 'Group', id, display, active: true });
    }
    return groupWithMembers(text, shown, baseUrl, selection);
  }
}
