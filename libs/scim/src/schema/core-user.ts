import { CORE_USER } from '../urns.js';
import type { SchemaDefinition } from './attribute-definition.js';
import { binary, complex, flag, lookedUp, plural, reference, text } from './define.js';

const readOnly = { mutability: 'readOnly' } as const;
/** Pictures and certificates may be given inline. */
const long = { maxLength: 65536 } as const;

/** The groups a user is in: read-only over `/Users` in RFC 7643; profiles with teams also take it as a request. */
export const USER_GROUPS = complex(
  'groups',
  'The groups that the user belongs to.',
  [
    text('value', 'The id of the group.', { ...readOnly, caseExact: true }),
    reference('$ref', 'The address of the group.', ['Group'], readOnly),
    text('display', 'The name of the group.', readOnly),
    text('type', 'How the user belongs to the group.', {
      ...readOnly,
      canonicalValues: ['direct', 'indirect'],
    }),
  ],
  { ...readOnly, multiValued: true },
);

/** Required where a profile wants a work address of every user. */
export const USER_EMAILS = plural(
  'emails',
  'E-mail addresses.',
  // Like the user name, with which it may be one.
  text('value', 'The e-mail address.', { trimmed: true, ...lookedUp }),
  ['work', 'home', 'other'],
);

/** RFC 7643 section 4.1. */
export const CORE_USER_SCHEMA: SchemaDefinition = {
  id: CORE_USER,
  name: 'User',
  description: 'A user account.',
  attributes: [
    text('userName', 'The name that identifies the user within the organisation.', {
      required: true,
      uniqueness: 'server',
      trimmed: true,
      ...lookedUp,
    }),
    complex('name', "The parts of the user's name.", [
      text('formatted', 'The whole name, as it is displayed.'),
      text('familyName', 'The family name.'),
      text('givenName', 'The given name.'),
      text('middleName', 'The middle name or names.'),
      text('honorificPrefix', 'What stands before the name, e.g. a title.'),
      text('honorificSuffix', 'What stands after the name, e.g. a generation.'),
    ]),
    text('displayName', 'The name shown to others.', lookedUp),
    text('nickName', 'The casual name.'),
    reference('profileUrl', "The address of the user's page.", ['external']),
    text('title', 'The job title.'),
    text('userType', 'The relation to the organisation, e.g. employee.'),
    text('preferredLanguage', 'The languages preferred, as in Accept-Language.'),
    text('locale', 'The place by which dates and numbers are written, e.g. de-CH.'),
    text('timezone', 'The time zone, by its Olson name.'),
    flag('active', 'Whether the account may be used; false locks it.'),
    text('password', 'Accepted, and dropped: accounts here have no password.', {
      mutability: 'writeOnly',
      returned: 'never',
    }),
    USER_EMAILS,
    plural('phoneNumbers', 'Telephone numbers.', text('value', 'The telephone number.'), [
      'work',
      'home',
      'mobile',
      'fax',
      'pager',
      'other',
    ]),
    plural('ims', 'Instant messaging addresses.', text('value', 'The address.'), [
      'aim',
      'gtalk',
      'icq',
      'xmpp',
      'msn',
      'skype',
      'qq',
      'yahoo',
    ]),
    plural(
      'photos',
      'Pictures of the user.',
      reference('value', 'The address of the picture.', ['external'], long),
      ['photo', 'thumbnail'],
    ),
    complex(
      'addresses',
      'Postal addresses.',
      [
        text('formatted', 'The whole address, as it is displayed.'),
        text('streetAddress', 'Street, number, and what belongs to them.'),
        text('locality', 'The city.'),
        text('region', 'The state or region.'),
        text('postalCode', 'The postal code.'),
        // RFC 7643 section 4.1.2: ISO 3166-1 alpha-2.
        text('country', 'The country, by its code of two letters.', { form: /^[a-z]{2}$/i }),
        text('type', 'What the address is for.', { canonicalValues: ['work', 'home', 'other'] }),
        flag('primary', 'Marks the preferred address; true on one at most.'),
      ],
      { multiValued: true },
    ),
    USER_GROUPS,
    plural('entitlements', 'What the user is entitled to.', text('value', 'The entitlement.')),
    plural('roles', 'The roles of the user.', text('value', 'The role.')),
    plural(
      'x509Certificates',
      'Certificates of the user.',
      binary('value', 'The certificate, DER in Base64.', long),
    ),
  ],
};
