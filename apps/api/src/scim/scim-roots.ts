/** Where SCIM is served: the second root is what clients of Keeper's endpoint are set up with. */
export const SCIM_ROOTS = ['scim/v2/:nodeId', 'api/rest/scim/v2/:nodeId'];
