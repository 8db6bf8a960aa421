import {
  claimDecider,
  nodeDecider,
  organisationDecider,
  provisioningMethodDecider,
  teamDecider,
  userDecider,
} from '#domain';

/** The aggregates with the category of their streams: `user` for streams `user-<id>`. */
export const organisations = { category: 'organisation', ...organisationDecider };
export const nodes = { category: 'node', ...nodeDecider };
export const methods = { category: 'method', ...provisioningMethodDecider };
export const claims = { category: 'claim', fleeting: true, ...claimDecider };
export const users = { category: 'user', ...userDecider };
export const teams = { category: 'team', ...teamDecider };
