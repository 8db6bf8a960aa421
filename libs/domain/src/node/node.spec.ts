import { describe, it } from '@jest/globals';
import { specify } from '#testing';
import { organisationCreated, organisationDecider } from '../organisation/organisation.js';
import { nodeCreated, nodeDecider } from './node.js';

describe('a node', () => {
  const { given } = specify(nodeDecider);
  const sales = { nodeId: 'n1', organisationId: 'o1', name: 'Sales' };

  it('is created, below another or at the top', () => {
    given()
      .when({ type: 'CreateNode', ...sales })
      .then(nodeCreated(sales));
    given()
      .when({ type: 'CreateNode', ...sales, parentId: 'n0' })
      .then(nodeCreated({ ...sales, parentId: 'n0' }));
  });

  it('is created once', () => {
    given(nodeCreated(sales))
      .when({ type: 'CreateNode', ...sales, name: 'Other' })
      .thenNothing();
  });
});

describe('an organisation', () => {
  const { given } = specify(organisationDecider);
  const acme = { organisationId: 'o1', name: 'Acme' };

  it('is created, once', () => {
    given()
      .when({ type: 'CreateOrganisation', ...acme })
      .then(organisationCreated(acme));
    given(organisationCreated(acme))
      .when({ type: 'CreateOrganisation', ...acme })
      .thenNothing();
  });
});
