/**
 * Which way dependencies point: apps -> application -> domain -> kernel; adapters on ports, never the reverse.
 * A library folder exists because a line here needs it. Everything is an error.
 */

/** What each library may import besides itself. */
const libraries = {
  kernel: [],
  scim: [],
  domain: ['kernel'],
  'event-store': ['kernel'],
  platform: ['kernel', 'event-store'],
  application: ['kernel', 'domain', 'scim', 'event-store'],
  'read-model': ['kernel', 'domain', 'scim', 'event-store', 'application'],
  runtime: ['kernel', 'domain', 'event-store', 'application', 'read-model', 'platform'],
};

/** The packages a pure library may import: none, but for what is named. */
const pureLibraries = { kernel: [], scim: [], domain: ['immutable'] };

/** The only places that know a driver. */
const drivers = {
  '@eventstore/db-client': ['libs/event-store/src/eventstoredb'],
  'better-sqlite3': ['libs/event-store/src/sqlite', 'libs/read-model'],
  jose: ['apps/api/src/oauth'],
  pg: ['libs/read-model'],
  typeorm: ['libs/read-model'],
};

const withoutNest = ['kernel', 'domain', 'scim', 'event-store'];

/** A spec beside the code, and the contract suite, which is written for specs. */
const specs = '[.]spec[.]ts$|^libs/event-store/src/contract/';

/** Matches a package whether it is installed or not, and its types. */
const packages = (names) => `(^|node_modules/)(@types/)?(${names.join('|')})(/|$)`;

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A circle has no layer.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'Nothing imports it and it imports nothing: dead code.',
      severity: 'error',
      from: { orphan: true },
      to: {},
    },
    {
      name: 'not-resolvable',
      comment: 'It is not there: a misspelt path, or a package that is not installed.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'not-declared',
      comment: 'It comes with another package by chance: name it in package.json.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'undetermined'] },
    },
    {
      name: 'no-dev-dependency-in-production',
      comment: 'It is not installed where Rollbook runs.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: specs },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'not-from-dist',
      comment: 'dist/ is made from the sources: import them.',
      severity: 'error',
      from: {},
      to: { path: '^dist/' },
    },
    {
      name: 'libraries-through-their-facade',
      comment:
        'A library is imported by its name in package.json "imports", not by a path into it.',
      severity: 'error',
      from: { path: '^(apps|test|tools|libs/[^/]+)/' },
      to: { path: '^libs/', pathNot: '^$1/', dependencyTypesNot: ['aliased-subpath-import'] },
    },
    {
      name: 'not-to-apps',
      comment: 'Apps are the outermost layer; one does not import another.',
      severity: 'error',
      from: { path: '^(apps/[^/]+|libs|tools)/' },
      to: { path: '^apps/', pathNot: '^$1/' },
    },
    {
      name: 'not-to-tests',
      comment: 'What runs in production does not know its tests.',
      severity: 'error',
      from: { path: '^(apps|libs|tools)/', pathNot: specs },
      to: { path: `^test/|${specs}` },
    },
    {
      name: 'testing-only-from-tests',
      comment: 'Builders and IdP simulators are for specs, test/ and the demo.',
      severity: 'error',
      from: { pathNot: `^(libs/testing|test|apps/demo)/|${specs}` },
      to: { path: '^libs/testing/' },
    },

    ...Object.entries(libraries).map(([library, allowed]) => ({
      name: `layer-${library}`,
      comment: `${library} imports ${allowed.join(', ') || 'no other library'}.`,
      severity: 'error',
      from: { path: `^libs/${library}/` },
      // Who may import testing is said above.
      to: { path: '^libs/', pathNot: `^libs/(${[library, ...allowed, 'testing'].join('|')})/` },
    })),

    ...Object.entries(pureLibraries).map(([library, allowed]) => ({
      name: `pure-${library}`,
      comment: `${library} is pure: neither Nest nor Node nor a driver.`,
      severity: 'error',
      from: { path: `^libs/${library}/`, pathNot: specs },
      to: { pathNot: ['^libs/', ...(allowed.length > 0 ? [packages(allowed)] : [])] },
    })),

    ...Object.entries(drivers).map(([driver, homes]) => ({
      name: `driver-${driver}`,
      comment: `Only ${homes.join(' and ')} may know ${driver}.`,
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: `^(${homes.join('|')})/` },
      to: { path: packages([driver]) },
    })),
    {
      name: 'without-nest',
      comment: `${withoutNest.join(', ')} do not know the framework.`,
      severity: 'error',
      from: { path: `^libs/(${withoutNest.join('|')})/` },
      to: { path: packages(['@nestjs']) },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^dist/'] },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      // The sources behind package.json "imports", as the compiler sees them.
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
