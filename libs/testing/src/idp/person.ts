/** A person in an IdP's directory. */
export interface Person {
  readonly email: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly displayName: string;
  readonly title: string;
  readonly department: string;
  /** The directory's own id of the person, sent as `externalId`. */
  readonly externalId: string;
}

const GIVEN_NAMES = [
  'Ada',
  'Bram',
  'Chiara',
  'Dmitri',
  'Elif',
  'Farah',
  'Goran',
  'Hana',
  'Ines',
  'Jonas',
  'Kemal',
  'Lucía',
  'Mira',
];
const FAMILY_NAMES = [
  'Okafor',
  'Lindqvist',
  'Moreau',
  'Tanaka',
  'Novák',
  'Haddad',
  'Silva',
  'Brandt',
  "O'Neill",
  'Kowalska',
  'Zhang',
];
const POSTS = [
  ['Engineer', 'Engineering'],
  ['Accountant', 'Finance'],
  ['Counsel', 'Legal'],
  ['Nurse', 'Care'],
  ['Buyer', 'Procurement'],
] as const;

/** The n-th person of a directory: always the same, and nobody else has the address. */
export function person(n: number, domain = 'example.com'): Person {
  const givenName = at(GIVEN_NAMES, n);
  const familyName = at(FAMILY_NAMES, n);
  const [title, department] = at(POSTS, n);
  const plain = `${givenName}.${familyName}`.normalize('NFD').replace(/[^A-Za-z.]/g, '');
  return {
    email: `${plain.toLowerCase()}.${n}@${domain}`,
    givenName,
    familyName,
    displayName: `${givenName} ${familyName}`,
    title,
    department,
    externalId: `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`,
  };
}

/** A stretch of a directory: `count` persons from the n-th on. */
export function people(from: number, count: number, domain?: string): readonly Person[] {
  return Array.from({ length: count }, (_, index) => person(from + index, domain));
}

function at<Item>(items: readonly Item[], n: number): Item {
  const item = items[n % items.length];
  if (item === undefined) throw new RangeError(`no item ${n}`);
  return item;
}
