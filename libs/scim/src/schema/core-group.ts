import { CORE_GROUP } from '../urns.js';
import type { SchemaDefinition } from './attribute-definition.js';
import { complex, lookedUp, reference, text } from './define.js';

const immutable = { mutability: 'immutable' } as const;

/** RFC 7643 section 4.2. */
export const CORE_GROUP_SCHEMA: SchemaDefinition = {
  id: CORE_GROUP,
  name: 'Group',
  description: 'A group of users: a team.',
  attributes: [
    text('displayName', 'The name of the group.', {
      required: true,
      uniqueness: 'server',
      ...lookedUp,
    }),
    complex(
      'members',
      'The users in the group, those included whose membership is pending.',
      [
        text('value', 'The id of the user.', { ...immutable, caseExact: true }),
        reference('$ref', 'The address of the user.', ['User'], immutable),
        text('display', 'The name of the user.', { mutability: 'readOnly' }),
        text('type', 'The type of the member.', { ...immutable, canonicalValues: ['User'] }),
      ],
      { multiValued: true },
    ),
  ],
};
