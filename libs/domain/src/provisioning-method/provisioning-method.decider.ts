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
  provisioningMethodActivated,
  provisioningMethodChanged,
  provisioningMethodCreated,
  provisioningMethodPaused,
  provisioningMethodResumed,
  provisioningTokenIssued,
} = provisioningMethodEvents;

/** A method that is there. */
export interface ExistingMethod extends MethodIdentity {
  readonly status: 'draft' | 'active' | 'paused';
  readonly profile: Profile;
  readonly settings: MethodSettings;
}

export type ProvisioningMethodState = { readonly status: 'absent' } | ExistingMethod;

export type ProvisioningMethodCommand =
  | (MethodIdentity & {
      readonly type: 'CreateProvisioningMethod';
      readonly profile: Profile;
      readonly idp: IdpKind;
      readonly label?: string;
      readonly token: {
        readonly tokenId: string;
        readonly tokenHash: string;
        readonly label: string;
      };
    })
  | { readonly type: 'ActivateMethod' | 'PauseMethod' | 'ResumeMethod' }
  | { readonly type: 'ChangeSettings'; readonly settings: Partial<MethodSettings> };

/**
 * Provisioning method
 * - is drafted with its first token, and serves nothing before it is activated
 * - draft -> active <-> paused; what is so already gives no event, other ways are refused
 * - its settings can be changed in every state; only what differs becomes a fact
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
        provisioningTokenIssued({ methodId, nodeId, ...token }),
      ];
    }
    if (state.status === 'absent') {
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
      default:
        return unreachable(command);
    }
  },
  evolve(state, event) {
    if (event.type === 'ProvisioningMethodCreated') {
      const { methodId, nodeId, profile, idp, label = null } = event.data;
      const settings = { label, idp, strict: false, rateLimit: null };
      return { status: 'draft', methodId, nodeId, profile, settings };
    }
    if (state.status === 'absent') return state;
    switch (event.type) {
      case 'ProvisioningTokenIssued':
        return state;
      case 'ProvisioningMethodActivated':
      case 'ProvisioningMethodResumed':
        return { ...state, status: 'active' };
      case 'ProvisioningMethodPaused':
        return { ...state, status: 'paused' };
      case 'ProvisioningMethodChanged':
        return { ...state, settings: { ...state.settings, ...event.data.to } };
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

/** The settings that differ from what they are, before and after. */
function differences(before: MethodSettings, wanted: Partial<MethodSettings>) {
  const names = (Object.keys(before) as (keyof MethodSettings)[]).filter(
    (name) => wanted[name] !== undefined && wanted[name] !== before[name],
  );
  const pick = (settings: Partial<MethodSettings>): Partial<MethodSettings> =>
    Object.fromEntries(names.map((name) => [name, settings[name]]));
  return { from: pick(before), to: pick(wanted) };
}
