import { CORE_GROUP } from '../urns.js';
import type { SchemaDefinition } from './attribute-definition.js';
import { complex, lookedUp, reference, text } from './define.js';

const immutable = { mutability: 'immutable' } as const;

export const GROUP_MEMBERS = complex(
  'members',
  'The members of the group, users included whose membership is pending.',
  [
    text('value', 'The id of the member.', { ...immutable, caseExact: true }),
    reference('$ref', 'The address of the member.', ['User', 'Group'], immutable),
    text('display', 'The name of the member.', { mutability: 'readOnly' }),
    text('type', 'What the member is.', {
      ...immutable,
      canonicalValues: ['User', 'Group'],
    }),
  ],
  { multiValued: true },
);

/** RFC 7643 section 4.2. */
export const CORE_GROUP_SCHEMA: SchemaDefinition = {
  id: CORE_GROUP,
  name: 'Group',
  description: 'A group: a team.',
  attributes: [
    text('displayName', 'The name of the group.', {
      required: true,
      uniqueness: 'server',
      ...lookedUp,
    }),
    GROUP_MEMBERS,
  ],
};
