import {
  type Decider,
  type Decision,
  defineEvent,
  type EventOf,
  type FieldDefinition,
  refuse,
  unreachable,
} from '#kernel';
import type { Profile } from '../profile/profile.js';

/** The identity providers that a method can name; what a request looks like is recognised by itself. */
export const IDP_KINDS = [
  'entra-id',
  'google-workspace',
  'okta',
  'onelogin',
  'jumpcloud',
  'ping',
  'authentik',
  'rauthy',
  'sailpoint',
  'keeper',
  'other',
] as const;

export type IdpKind = (typeof IDP_KINDS)[number];

interface MethodIdentity {
  readonly methodId: string;
  readonly nodeId: string;
}

const method = {
  methodId: { summary: 'the provisioning method' },
  nodeId: { summary: 'the node it provisions' },
} satisfies Record<string, FieldDefinition>;

export const provisioningMethodCreated = defineEvent<
  MethodIdentity & { readonly profile: Profile; readonly idp: IdpKind; readonly label?: string }
>()('ProvisioningMethodCreated', {
  version: 1,
  stream: 'method',
  summary: 'A SCIM connection was drafted; every SCIM call is refused until it is activated.',
  fields: {
    ...method,
    profile: { summary: 'how the service provider behaves' },
    idp: { summary: 'the identity provider' },
    label: { summary: "the administrator's name for it" },
  },
});

export const provisioningTokenIssued = defineEvent<
  MethodIdentity & { readonly tokenId: string; readonly tokenHash: string; readonly label: string }
>()('ProvisioningTokenIssued', {
  version: 1,
  stream: 'method',
  summary: 'A bearer token was made and shown once.',
  fields: {
    ...method,
    tokenId: { summary: 'the token' },
    tokenHash: { summary: 'SHA-256 of the secret, hexadecimal' },
    label: { summary: 'what the audit log calls it' },
  },
});

export const provisioningMethodActivated = defineEvent<MethodIdentity>()(
  'ProvisioningMethodActivated',
  {
    version: 1,
    stream: 'method',
    summary: 'The draft was saved; SCIM calls are served.',
    fields: method,
  },
);

export const provisioningMethodPaused = defineEvent<MethodIdentity>()('ProvisioningMethodPaused', {
  version: 1,
  stream: 'method',
  summary: 'SCIM calls are refused; configuration and users are kept.',
  fields: method,
});

export const provisioningMethodResumed = defineEvent<MethodIdentity>()(
  'ProvisioningMethodResumed',
  { version: 1, stream: 'method', summary: 'SCIM calls are served again.', fields: method },
);

/** Every event of a `method-<id>` stream. */
export const provisioningMethodEvents = {
  provisioningMethodCreated,
  provisioningTokenIssued,
  provisioningMethodActivated,
  provisioningMethodPaused,
  provisioningMethodResumed,
} as const;

export type ProvisioningMethodEvent = EventOf<
  (typeof provisioningMethodEvents)[keyof typeof provisioningMethodEvents]
>;

export type ProvisioningMethodState =
  | { readonly status: 'absent' }
  | (MethodIdentity & {
      readonly status: 'draft' | 'active' | 'paused';
      readonly profile: Profile;
    });

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
  | { readonly type: 'ActivateMethod' | 'PauseMethod' | 'ResumeMethod' };

/**
 * Provisioning method
 * - is drafted with its first token, and serves nothing before it is activated
 * - draft -> active <-> paused; what is so already gives no event, other ways are refused
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
      default:
        return unreachable(command);
    }
  },
  evolve(state, event) {
    switch (event.type) {
      case 'ProvisioningMethodCreated': {
        const { methodId, nodeId, profile } = event.data;
        return { status: 'draft', methodId, nodeId, profile };
      }
      case 'ProvisioningTokenIssued':
        return state;
      case 'ProvisioningMethodActivated':
      case 'ProvisioningMethodResumed':
        return state.status === 'absent' ? state : { ...state, status: 'active' };
      case 'ProvisioningMethodPaused':
        return state.status === 'absent' ? state : { ...state, status: 'paused' };
      default:
        return unreachable(event);
    }
  },
};

function transition(
  { status }: ProvisioningMethodState,
  from: readonly ProvisioningMethodState['status'][],
  to: ProvisioningMethodState['status'],
  event: ProvisioningMethodEvent,
): Decision<ProvisioningMethodEvent> {
  if (status === to) return [];
  return from.includes(status)
    ? [event]
    : refuse('method-state-conflict', `the provisioning method is ${status}`);
}
