import type {
  NodeState,
  OrganisationState,
  ProvisioningMethodState,
  TeamState,
  UserState,
} from '#domain';
import type { Loaded } from '#event-store';
import type { MembershipView, MethodView, NodeRow, OrganisationRow, UserView } from '#read-model';

/** What a write has come to, as the read models show it once they have passed it. */

export function organisationView({
  state,
  organisationId: id,
  createdAt,
}: Loaded<OrganisationState>): OrganisationRow {
  if (state.status === 'absent') throw new Error('the organisation is absent');
  return { id, name: state.name, createdAt };
}

export function nodeView({ state, createdAt }: Loaded<NodeState>): NodeRow {
  if (state.status === 'absent') throw new Error('the node is absent');
  const { id, organisationId, parentId = null, name } = state;
  return { id, organisationId, parentId, name, createdAt };
}

export function methodView({
  state: method,
  organisationId,
  createdAt,
}: Loaded<ProvisioningMethodState>): MethodView {
  if (method.status === 'absent' || method.status === 'deleted') {
    throw new Error(`the method is ${method.status}`);
  }
  const { methodId: id, nodeId, profile, settings, status: state, activatedAt } = method;
  return {
    ...{ id, nodeId, organisationId, profile, ...settings, state, createdAt, activatedAt },
    tokens: inOrder(method.tokens),
    clients: inOrder(method.clients),
  };
}

export function userView({ state: account, ...loaded }: Loaded<UserState>): UserView {
  if (account.status === 'absent') throw new Error('the user is absent');
  return { account, ...loaded };
}

/** Undefined for a user who is not in the team. */
export function membershipView(
  team: TeamState,
  userId: string,
  user: UserState,
): MembershipView | undefined {
  if (team.status === 'absent') return undefined;
  const membership = team.members.get(userId);
  if (membership === undefined) return undefined;
  // The team knows her by the name that she had when she came.
  const { userName } = user.status === 'absent' ? membership : user;
  return { ...membership, teamId: team.id, userId, userName };
}

/** In the order in which the read models list them. */
function inOrder<Item extends { readonly createdAt: string }>(
  items: ReadonlyMap<string, Item>,
): (Item & { readonly id: string })[] {
  const place = ({ createdAt, id }: Item & { readonly id: string }) => `${createdAt} ${id}`;
  return [...items]
    .map(([id, item]) => ({ id, ...item }))
    .sort((a, b) => (place(a) < place(b) ? -1 : 1));
}
