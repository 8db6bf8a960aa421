import {
  AnswerMembership,
  CreateTeam,
  CreateUser,
  DeleteTeam,
  DeleteUser,
  PatchTeam,
  PatchUser,
  RegisterUser,
  ReplaceTeam,
  ReplaceUser,
  type ScimCaller,
} from '#application';
import { GROUP, readGroup, readPatch, readUser, toleranceLog, USER } from '#scim';
import { contextOf } from './support.js';

type Operations = readonly object[];

/** `POST /Users`. */
export function createUser(caller: ScimCaller, userName: string, more: object = {}): CreateUser {
  return new CreateUser(caller, readUser({ userName, ...more }, toleranceLog()));
}

/** `PUT /Users/{id}`. */
export function replaceUser(caller: ScimCaller, id: string, userName: string, more: object = {}) {
  return new ReplaceUser(caller, id, readUser({ userName, ...more }, toleranceLog()));
}

/** `PATCH /Users/{id}`. */
export function patchUser(caller: ScimCaller, id: string, ...Operations: Operations): PatchUser {
  return new PatchUser(caller, id, readPatch({ Operations }, USER, toleranceLog()));
}

/** `PATCH /Users/{id}` that gives the user another name. */
export function renameUser(caller: ScimCaller, id: string, userName: string): PatchUser {
  return patchUser(caller, id, { op: 'replace', path: 'userName', value: userName });
}

/** `DELETE /Users/{id}`. */
export function deleteUser(caller: ScimCaller, id: string): DeleteUser {
  return new DeleteUser(caller, id);
}

/** The product tells that the person has registered. */
export function registerUser({ nodeId, organisationId }: ScimCaller, id: string): RegisterUser {
  return new RegisterUser(contextOf(nodeId, organisationId), id);
}

/** `POST /Groups`. */
export function createTeam(caller: ScimCaller, displayName: string, more: object = {}): CreateTeam {
  return new CreateTeam(caller, readGroup({ displayName, ...more }, toleranceLog()));
}

/** `PATCH /Groups/{id}`. */
export function patchTeam(caller: ScimCaller, id: string, ...Operations: Operations): PatchTeam {
  return new PatchTeam(caller, id, readPatch({ Operations }, GROUP, toleranceLog()));
}

/** `PUT /Groups/{id}`. */
export function replaceTeam(
  caller: ScimCaller,
  id: string,
  displayName: string,
  more: object = {},
): ReplaceTeam {
  return new ReplaceTeam(caller, id, readGroup({ displayName, ...more }, toleranceLog()));
}

/** `DELETE /Groups/{id}`. */
export function deleteTeam(caller: ScimCaller, id: string): DeleteTeam {
  return new DeleteTeam(caller, id);
}

/** An administrator approves a membership. */
export function approve(caller: ScimCaller, teamId: string, userId: string): AnswerMembership {
  const context = contextOf(caller.nodeId, caller.organisationId);
  return new AnswerMembership(context, 'approve', teamId, userId, { kind: 'administrator' });
}
