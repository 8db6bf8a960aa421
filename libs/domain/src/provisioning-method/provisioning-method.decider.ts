import { type Decider, type Decision, refuse, unreachable } from '#kernel';
import type { Profile } from '../profile/profile.js';
import {
  type IdpKind,
  type MethodIdentity,
  type MethodSettings,
  type ProvisioningMethodEvent,
  provisioningMethodEvents,
} from './provisioning-method.events.js';

const {
  oauthClientRegistered,
  oauthClientRevoked,
  oauthClientSecretRotated,
  provisioningMethodActivated,
  provisioningMethodChanged,
  provisioningMethodCreated,
  provisioningMethodDeleted,
  provisioningMethodPaused,
  provisioningMethodResumed,
  provisioningTokenIssued,
  provisioningTokenRevoked,
} = provisioningMethodEvents;

/** A bearer token of a method. */
export interface MethodToken {
  readonly label: string;
  readonly createdAt: string;
  /** When it ends by itself; null for never. */
  readonly expiresAt: string | null;
}

/** An OAuth client of a method. */
export interface MethodClient {
  readonly label: string;
  readonly createdAt: string;
  /** When its secret was last replaced; null for the first one. */
  readonly rotatedAt: string | null;
}

/** A method that is there. */
export interface ExistingMethod extends MethodIdentity {
  readonly status: 'draft' | 'active' | 'paused';
  readonly profile: Profile;
  readonly settings: MethodSettings;
  /** Null before it is. */
  readonly activatedAt: string | null;
  /** By their ids; revoked ones are gone. */
  readonly tokens: ReadonlyMap<string, MethodToken>;
  /** By their ids; revoked ones are gone. */
  readonly clients: ReadonlyMap<string, MethodClient>;
}

export type ProvisioningMethodState =
  { readonly status: 'absent' } | { readonly status: 'deleted' } | ExistingMethod;

/** A token to be issued. */
export interface NewToken {
  readonly tokenId: string;
  readonly tokenHash: string;
  /** Named after the method when absent. */
  readonly label?: string;
  /** ISO 8601; never when absent. */
  readonly expiresAt?: string;
}

export type ProvisioningMethodCommand =
  | (MethodIdentity & {
      readonly type: 'CreateProvisioningMethod';
      readonly profile: Profile;
      readonly idp: IdpKind;
      readonly label?: string;
      readonly token: NewToken;
    })
  | { readonly type: 'ActivateMethod' | 'PauseMethod' | 'ResumeMethod' }
  | { readonly type: 'DeleteMethod' }
  | { readonly type: 'ChangeSettings'; readonly settings: Partial<MethodSettings> }
  | { readonly type: 'IssueToken'; readonly token: NewToken }
  | { readonly type: 'RevokeToken'; readonly tokenId: string }
  | {
      readonly type: 'RegisterClient';
      readonly clientId: string;
      readonly secretHash: string;
      readonly label?: string;
    }
  | {
      readonly type: 'RotateClientSecret';
      readonly clientId: string;
      readonly secretHash: string;
    }
  | { readonly type: 'RevokeClient'; readonly clientId: string };

/**
 * Provisioning method
 * - is drafted with its first token, and serves nothing before it is activated
 * - draft -> active <-> paused; what is so already gives no event, other ways are refused
 * - its settings can be changed in every state; only what differs becomes a fact
 * - may have several tokens and OAuth clients at once, so that one can take another's place without a gap
 * - what was revoked is gone: it can neither be revoked again nor rotated
 * - can be deleted in every state, and is then as if it had never been
 * - knows the hashes of its tokens, never a secret
 */
export const provisioningMethodDecider: Decider<
  ProvisioningMethodState,
  ProvisioningMethodCommand,
  ProvisioningMethodEvent
> = {
  initial: { status: 'absent' },
  decide(command, state) {
    if (command.type === 'CreateProvisioningMethod') {
      const { methodId, nodeId, profile, idp, label, token } = command;
      const created = { methodId, nodeId, profile, idp };
      return [
        provisioningMethodCreated(label === undefined ? created : { ...created, label }),
        tokenIssued({ methodId, nodeId }, token, label ?? idp),
      ];
    }
    if (state.status === 'absent' || state.status === 'deleted') {
      return refuse('method-not-found', 'the node has no provisioning method');
    }
    const identity = { methodId: state.methodId, nodeId: state.nodeId };
    switch (command.type) {
      case 'ActivateMethod':
        return transition(state, ['draft'], 'active', provisioningMethodActivated(identity));
      case 'PauseMethod':
        return transition(state, ['active'], 'paused', provisioningMethodPaused(identity));
      case 'ResumeMethod':
        return transition(state, ['paused'], 'active', provisioningMethodResumed(identity));
      case 'ChangeSettings': {
        const { from, to } = differences(state.settings, command.settings);
        if (Object.keys(to).length === 0) return [];
        return [provisioningMethodChanged({ ...identity, from, to })];
      }
      case 'DeleteMethod':
        return [provisioningMethodDeleted(identity)];
      case 'IssueToken':
        return [tokenIssued(identity, command.token, nameOf(state))];
      case 'RevokeToken': {
        const { tokenId } = command;
        const token = state.tokens.get(tokenId);
        if (token === undefined) return refuse('token-not-found', 'the method has no such token');
        return [provisioningTokenRevoked({ ...identity, tokenId, label: token.label })];
      }
      case 'RegisterClient': {
        const { clientId, secretHash, label = `${nameOf(state)} client` } = command;
        return [oauthClientRegistered({ ...identity, clientId, label, secretHash })];
      }
      case 'RotateClientSecret':
      case 'RevokeClient': {
        const { clientId } = command;
        const known = state.clients.get(clientId);
        if (known === undefined) {
          return refuse('oauth-client-not-found', 'the method has no such OAuth client');
        }
        const client = { ...identity, clientId, label: known.label };
        return command.type === 'RevokeClient'
          ? [oauthClientRevoked(client)]
          : [oauthClientSecretRotated({ ...client, secretHash: command.secretHash })];
      }
      default:
        return unreachable(command);
    }
  },
  evolve(state, event, occurredAt) {
    if (event.type === 'ProvisioningMethodCreated') {
      const { methodId, nodeId, profile, idp, label = null } = event.data;
      const settings = { label, idp, strict: false, rateLimit: null };
      return {
        status: 'draft',
        methodId,
        nodeId,
        profile,
        settings,
        activatedAt: null,
        tokens: new Map(),
        clients: new Map(),
      };
    }
    if (state.status === 'absent' || state.status === 'deleted') return state;
    switch (event.type) {
      case 'ProvisioningTokenIssued': {
        const { tokenId, label, expiresAt } = event.data;
        const token = { label, createdAt: occurredAt, expiresAt };
        return { ...state, tokens: new Map(state.tokens).set(tokenId, token) };
      }
      case 'ProvisioningTokenRevoked':
        return { ...state, tokens: without(state.tokens, event.data.tokenId) };
      case 'OAuthClientRegistered': {
        const { clientId, label } = event.data;
        const client = { label, createdAt: occurredAt, rotatedAt: null };
        return { ...state, clients: new Map(state.clients).set(clientId, client) };
      }
      case 'OAuthClientSecretRotated': {
        const { clientId } = event.data;
        const client = state.clients.get(clientId);
        if (client === undefined) return state;
        const rotated = { ...client, rotatedAt: occurredAt };
        return { ...state, clients: new Map(state.clients).set(clientId, rotated) };
      }
      case 'OAuthClientRevoked':
        return { ...state, clients: without(state.clients, event.data.clientId) };
      case 'ProvisioningMethodActivated':
        return { ...state, status: 'active', activatedAt: occurredAt };
      case 'ProvisioningMethodResumed':
        return { ...state, status: 'active' };
      case 'ProvisioningMethodPaused':
        return { ...state, status: 'paused' };
      case 'ProvisioningMethodChanged':
        return { ...state, settings: { ...state.settings, ...event.data.to } };
      case 'ProvisioningMethodDeleted':
        return { status: 'deleted' };
      default:
        return unreachable(event);
    }
  },
};

function transition(
  { status }: ExistingMethod,
  from: readonly ExistingMethod['status'][],
  to: ExistingMethod['status'],
  event: ProvisioningMethodEvent,
): Decision<ProvisioningMethodEvent> {
  if (status === to) return [];
  return from.includes(status)
    ? [event]
    : refuse('method-state-conflict', `the provisioning method is ${status}`);
}

/** What tokens and clients without a label of their own are named after. */
function nameOf({ settings }: ExistingMethod): string {
  return settings.label ?? settings.idp;
}

function tokenIssued(identity: MethodIdentity, token: NewToken, name: string) {
  const { tokenId, tokenHash, label = `${name} token`, expiresAt = null } = token;
  return provisioningTokenIssued({ ...identity, tokenId, label, tokenHash, expiresAt });
}

function without<Value>(all: ReadonlyMap<string, Value>, id: string): ReadonlyMap<string, Value> {
  return new Map([...all].filter(([other]) => other !== id));
}

/** The settings that differ from what they are, before and after. */
function differences(before: MethodSettings, wanted: Partial<MethodSettings>) {
  const names = (Object.keys(before) as (keyof MethodSettings)[]).filter(
    (name) => wanted[name] !== undefined && wanted[name] !== before[name],
  );
  const pick = (settings: Partial<MethodSettings>): Partial<MethodSettings> =>
    Object.fromEntries(names.map((name) => [name, settings[name]]));
  return { from: pick(before), to: pick(wanted) };
}
