import { ENTERPRISE_USER, ROLLBOOK_GROUP, ROLLBOOK_USER } from '../urns.js';
import type { SchemaDefinition } from './attribute-definition.js';
import { complex, reference, text } from './define.js';

const readOnly = { mutability: 'readOnly' } as const;

/** RFC 7643 section 4.3. Only the manager's id is kept, so what describes the manager is read-only here. */
export const ENTERPRISE_USER_SCHEMA: SchemaDefinition = {
  id: ENTERPRISE_USER,
  name: 'EnterpriseUser',
  description: 'What an enterprise knows about a user.',
  attributes: [
    text('employeeNumber', 'The number that the organisation gave the employee.'),
    text('costCenter', 'The cost centre.'),
    text('organization', 'The organisation.'),
    text('division', 'The division.'),
    text('department', 'The department.'),
    complex('manager', "The user's manager.", [
      text('value', "The manager's id.", { caseExact: true }),
      reference('$ref', "The address of the manager's resource.", ['User'], readOnly),
      text('displayName', "The manager's name.", readOnly),
    ]),
  ],
};

/** The memberships of a user and their states. */
export const USER_MEMBERSHIPS = complex(
  'memberships',
  'The teams of the user, each with the state of the membership.',
  [
    text('value', 'The id of the team.', { ...readOnly, caseExact: true }),
    text('status', 'pending until the user has registered and the membership is approved.', {
      ...readOnly,
      canonicalValues: ['pending', 'active'],
    }),
  ],
  { ...readOnly, multiValued: true },
);

export const ROLLBOOK_USER_SCHEMA: SchemaDefinition = {
  id: ROLLBOOK_USER,
  name: 'ProvisionedUser',
  description: 'How far the provisioning of a user has come.',
  attributes: [
    text('status', 'invited until the person has registered; locked lies over either.', {
      ...readOnly,
      canonicalValues: ['invited', 'active', 'locked'],
    }),
    text('lockReason', 'Why the user is locked.', readOnly),
    USER_MEMBERSHIPS,
  ],
};

export const ROLLBOOK_GROUP_SCHEMA: SchemaDefinition = {
  id: ROLLBOOK_GROUP,
  name: 'ProvisionedGroup',
  description: 'How far the provisioning of a group has come.',
  attributes: [
    complex(
      'pendingMembers',
      'The members whose membership is not active yet.',
      [text('value', 'The id of the user.', { ...readOnly, caseExact: true })],
      { ...readOnly, multiValued: true },
    ),
  ],
};
