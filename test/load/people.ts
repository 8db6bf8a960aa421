/** The people of the load: the same for both servers, shaped as Entra ID sends them. */
const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const givenNames = [
  'Ada',
  'Benoît',
  'Chidi',
  'Dagný',
  'Elif',
  'Fatima',
  'Grace',
  'Hiroko',
  'Íñigo',
];
const familyNames = ['Abel', 'Brontë', 'Castro', 'Dupont', 'Eriksson', 'Färber', 'Gómez', 'Hopper'];
const titles = ['Engineer', 'Accountant', 'Nurse', 'Clerk', 'Head of Department', 'Analyst'];
const departments = ['Research', 'Finance', 'Emergency Room', 'Warehouse', 'Sales'];

const of = (list: readonly string[], index: number) => list[index % list.length] ?? '';

/** The user name of the person at an index: an e-mail address, unlike every other. */
export function userName(index: number): string {
  return `${plain(of(givenNames, index))}.${plain(of(familyNames, index))}.${index}@load.example`;
}

/** The body of the person's create. */
export function person(index: number) {
  const givenName = of(givenNames, index);
  const familyName = of(familyNames, index);
  return {
    schemas: [core, enterprise],
    externalId: `00000000-0000-4000-8000-${index.toString().padStart(12, '0')}`,
    userName: userName(index),
    active: true,
    displayName: `${givenName} ${familyName}`,
    title: of(titles, index),
    emails: [{ primary: true, type: 'work', value: userName(index) }],
    meta: { resourceType: 'User' },
    name: { formatted: `${givenName} ${familyName}`, familyName, givenName },
    roles: [],
    [enterprise]: { department: of(departments, index) },
  };
}

function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^a-z]/gi, '')
    .toLowerCase();
}
