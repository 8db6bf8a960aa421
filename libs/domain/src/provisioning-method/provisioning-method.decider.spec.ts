import { describe, it } from '@jest/globals';
import { specify } from '#testing';
import {
  type ProvisioningMethodCommand,
  provisioningMethodDecider,
} from './provisioning-method.decider.js';
import { provisioningMethodEvents } from './provisioning-method.events.js';

const { given } = specify(provisioningMethodDecider);
const {
  provisioningMethodActivated,
  provisioningMethodChanged,
  provisioningMethodCreated,
  provisioningMethodPaused,
  provisioningMethodResumed,
  provisioningTokenIssued,
} = provisioningMethodEvents;

const method = { methodId: 'm1', nodeId: 'n1' };
const token = { tokenId: 'k1', tokenHash: 'a'.repeat(64), label: 'Okta token' };
const drafted = () => [
  provisioningMethodCreated({ ...method, profile: 'keeper', idp: 'okta', label: 'Okta' }),
  provisioningTokenIssued({ ...method, ...token }),
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
        provisioningTokenIssued({ ...method, ...token }),
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

  it.each([activate, pause, resume])('that is not there is not found: %j', (command) => {
    given().when(command).thenRefused('method-not-found');
  });
});
