import { createRequire } from 'node:module';
import { TestEnvironment } from 'jest-environment-node';

/** What the native half of better-sqlite3 exports, as far as it makes objects. */
interface Addon {
  Database: new (...options: unknown[]) => object;
  readonly Statement: new () => object;
}

const require = createRequire(import.meta.url);
const addon = require('better-sqlite3/build/Release/better_sqlite3.node') as Addon;

/**
 * Compiled against the headers of Node 24.19 to 24.21 at least, an object of better-sqlite3 aborts the process when the
 * garbage collector takes it while a builtin of V8 allocates, as every `await` does (nodejs/node#65446). So a process
 * that runs tests keeps them all until it ends; see docs/adr/0027-tests-keep-native-objects.md.
 */
const kept = new Set<unknown>();

function keep<Made>(made: Made): Made {
  kept.add(made);
  return made;
}

function keepWhatComesFrom(prototype: object, method: string): void {
  const original = Reflect.get(prototype, method) as (...values: unknown[]) => unknown;
  Reflect.set(prototype, method, function (this: unknown, ...values: unknown[]) {
    return keep(original.apply(this, values));
  });
}

keepWhatComesFrom(addon.Database.prototype as object, 'prepare');
keepWhatComesFrom(addon.Database.prototype as object, 'backup');
keepWhatComesFrom(addon.Statement.prototype as object, 'iterate');
addon.Database = new Proxy(addon.Database, {
  construct: (target, options: unknown[]) => keep(new target(...options)),
});

/** Jest's own: what matters is that it is loaded once a process, outside the realms of the tests, which share the addon. */
// eslint-disable-next-line no-restricted-syntax -- Jest takes the default export.
export default TestEnvironment;
