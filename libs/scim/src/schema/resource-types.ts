import type { ResourceType } from './attribute-definition.js';
import { CORE_GROUP_SCHEMA } from './core-group.js';
import { CORE_USER_SCHEMA } from './core-user.js';
import {
  ENTERPRISE_USER_SCHEMA,
  ROLLBOOK_GROUP_SCHEMA,
  ROLLBOOK_USER_SCHEMA,
} from './extensions.js';

export const USER: ResourceType = {
  name: 'User',
  endpoint: '/Users',
  description: 'User accounts',
  schema: CORE_USER_SCHEMA,
  extensions: [ENTERPRISE_USER_SCHEMA, ROLLBOOK_USER_SCHEMA],
  references: 'groups',
};

export const GROUP: ResourceType = {
  name: 'Group',
  endpoint: '/Groups',
  description: 'Groups: teams',
  schema: CORE_GROUP_SCHEMA,
  extensions: [ROLLBOOK_GROUP_SCHEMA],
  references: 'members',
};
