import { describe, it } from '@jest/globals';
import { specify } from '#testing';
import {
  type ProvisioningMethodCommand,
  provisioningMethodDecider,
} from './provisioning-method.decider.js';
import { provisioningMethodEvents } from './provisioning-method.events.js';

const { given } = specify(provisioningMethodDecider);
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

const method = { methodId: 'm1', nodeId: 'n1' };
const token = { tokenId: 'k1', tokenHash: 'a'.repeat(64) };
const issued = { ...method, ...token, label: 'Okta token', expiresAt: null };
const drafted = () => [
  provisioningMethodCreated({ ...method, profile: 'keeper', idp: 'okta', label: 'Okta' }),
  provisioningTokenIssued(issued),
];
const activated = () => provisioningMethodActivated(method);
const paused = () => provisioningMethodPaused(method);
const resumed = () => provisioningMethodResumed(method);
const activate: ProvisioningMethodCommand = { type: 'ActivateMethod' };
const pause: ProvisioningMethodCommand = { type: 'PauseMethod' };
const resume: ProvisioningMethodCommand = { type: 'ResumeMethod' };

describe('a provisioning method', () => {
  it('is drafted with its first token', () => {
    const create = {
      ...method,
      type: 'CreateProvisioningMethod',
      profile: 'keeper',
      idp: 'okta',
      token,
    } as const;
    given()
      .when({ ...create, label: 'Okta' })
      .then(...drafted());
    given()
      .when(create)
      .then(
        provisioningMethodCreated({ ...method, profile: 'keeper', idp: 'okta' }),
        provisioningTokenIssued({ ...issued, label: 'okta token' }),
      );
  });

  it('goes from draft to active, and to and fro between active and paused', () => {
    given(...drafted())
      .when(activate)
      .then(activated());
    given(...drafted(), activated())
      .when(pause)
      .then(paused());
    given(...drafted(), activated(), paused())
      .when(resume)
      .then(resumed());
    given(...drafted(), activated(), paused(), resumed())
      .when(pause)
      .then(paused());
  });

  it('has nothing to do when it is so already', () => {
    given(...drafted(), activated())
      .when(activate)
      .thenNothing();
    given(...drafted(), activated())
      .when(resume)
      .thenNothing();
    given(...drafted(), activated(), paused())
      .when(pause)
      .thenNothing();
  });

  it('goes no other way', () => {
    given(...drafted())
      .when(pause)
      .thenRefused('method-state-conflict');
    given(...drafted())
      .when(resume)
      .thenRefused('method-state-conflict');
    given(...drafted(), activated(), paused())
      .when(activate)
      .thenRefused('method-state-conflict');
  });

  it('has settings, of which what differs is changed, in any state', () => {
    const settings = { label: 'New', idp: 'okta', strict: true } as const;
    const change: ProvisioningMethodCommand = { type: 'ChangeSettings', settings };
    const from = { label: 'Okta', strict: false };
    const changed = provisioningMethodChanged({
      ...method,
      from,
      to: { label: 'New', strict: true },
    });
    for (const before of [[], [activated()], [activated(), paused()]]) {
      given(...drafted(), ...before)
        .when(change)
        .then(changed);
    }
    given(...drafted(), changed)
      .when(change)
      .thenNothing();
    given(...drafted(), changed)
      .when({ type: 'ChangeSettings', settings: { label: null, rateLimit: 0 } })
      .then(
        provisioningMethodChanged({
          ...method,
          from: { label: 'New', rateLimit: null },
          to: { label: null, rateLimit: 0 },
        }),
      );
    given(...drafted(), changed, paused())
      .when(activate)
      .thenRefused('method-state-conflict');
  });

  it('has several tokens at once, each with its end, named after it or by themselves', () => {
    const second = { tokenId: 'k2', tokenHash: 'b'.repeat(64), expiresAt: '2027-01-01T00:00:00Z' };
    const secondIssued = provisioningTokenIssued({ ...method, ...second, label: 'Okta token' });
    given(...drafted())
      .when({ type: 'IssueToken', token: second })
      .then(secondIssued);
    given(...drafted())
      .when({ type: 'IssueToken', token: { ...token, label: 'Mine' } })
      .then(provisioningTokenIssued({ ...issued, label: 'Mine' }));
    const revoked = provisioningTokenRevoked({ ...method, tokenId: 'k1', label: 'Okta token' });
    given(...drafted(), secondIssued)
      .when({ type: 'RevokeToken', tokenId: 'k1' })
      .then(revoked);
    given(...drafted(), secondIssued, revoked)
      .when({ type: 'RevokeToken', tokenId: 'k1' })
      .thenRefused('token-not-found');
    given(...drafted())
      .when({ type: 'RevokeToken', tokenId: 'toString' })
      .thenRefused('token-not-found');
  });

  it('has OAuth clients, whose secrets are replaced until they are revoked', () => {
    const client = { ...method, clientId: 'c1', label: 'Okta client' };
    const [first, second] = ['c'.repeat(64), 'd'.repeat(64)];
    const registered = oauthClientRegistered({ ...client, secretHash: first });
    given(...drafted())
      .when({ type: 'RegisterClient', clientId: 'c1', secretHash: first })
      .then(registered);
    const rotate = { type: 'RotateClientSecret', clientId: 'c1', secretHash: second } as const;
    given(...drafted(), registered)
      .when(rotate)
      .then(oauthClientSecretRotated({ ...client, secretHash: second }));
    const revoke = { type: 'RevokeClient', clientId: 'c1' } as const;
    given(...drafted(), registered)
      .when(revoke)
      .then(oauthClientRevoked(client));
    for (const command of [rotate, revoke]) {
      given(...drafted(), registered, oauthClientRevoked(client))
        .when(command)
        .thenRefused('oauth-client-not-found');
    }
  });

  it('is deleted from every state, and is not found from then on', () => {
    const deleted = provisioningMethodDeleted(method);
    for (const before of [[], [activated()], [activated(), paused()]]) {
      given(...drafted(), ...before)
        .when({ type: 'DeleteMethod' })
        .then(deleted);
    }
    for (const command of [activate, { type: 'DeleteMethod' } as const]) {
      given(...drafted(), deleted)
        .when(command)
        .thenRefused('method-not-found');
    }
  });

  it.each([activate, pause, resume])('that is not there is not found: %j', (command) => {
    given().when(command).thenRefused('method-not-found');
  });
});
