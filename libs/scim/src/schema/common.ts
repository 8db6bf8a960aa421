import { complex, instant, lookedUp, reference, text } from './define.js';

const readOnly = { mutability: 'readOnly' } as const;

/**
 * The attributes that every resource has without its schema naming them (RFC 7643 section 3 and 3.1).
 * Schema URNs compare without letter case, since IdPs write them in any.
 */
export const COMMON_ATTRIBUTES = [
  reference('schemas', 'The schemas that the resource follows.', ['uri'], {
    ...readOnly,
    multiValued: true,
    caseExact: false,
    returned: 'always',
  }),
  text('id', 'The identifier that this service gave the resource.', {
    ...readOnly,
    caseExact: true,
    returned: 'always',
    uniqueness: 'server',
  }),
  text('externalId', 'The identifier that the provisioning client gave the resource.', {
    caseExact: true,
    ...lookedUp,
  }),
  complex(
    'meta',
    'What the service knows about the resource itself.',
    [
      text('resourceType', 'The name of the resource type.', { ...readOnly, caseExact: true }),
      instant('created', 'When the resource was created.', readOnly),
      instant('lastModified', 'When the resource was last changed.', readOnly),
      reference('location', 'The address of the resource.', ['uri'], readOnly),
      text('version', 'The version of the resource, as in its ETag.', {
        ...readOnly,
        caseExact: true,
      }),
    ],
    readOnly,
  ),
];
