/**
 * The house rules that a type checker does not know. Every rule is an error: a warning is a rule nobody keeps.
 *
 * A later block replaces the options of a rule of an earlier one, it does not add to them; what several blocks forbid
 * is therefore named once, above, and listed again where more is forbidden.
 */
import { builtinModules } from 'node:module';
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import prettier from 'eslint-config-prettier/flat';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const tests = ['test/**/*.ts', '**/*.spec.ts', 'libs/event-store/src/contract/**/*.ts'];
const pure = [
  'libs/kernel/src/**/*.ts',
  'libs/domain/src/**/*.ts',
  'libs/scim/src/**/*.ts',
  'libs/read-model/src/**/*.projection.ts',
  'libs/read-model/src/projections/**/*.ts',
];

const environment = {
  object: 'process',
  property: 'env',
  message: 'Read the environment in libs/platform/src/config, and inject what it says.',
};
const environmentImport = ['process', 'node:process'].map((name) => ({
  name,
  importNames: ['env'],
  message: environment.message,
}));
const bareBuiltins = builtinModules
  .filter((name) => !name.startsWith('node:') && name !== 'process')
  .map((name) => ({ name, message: `Write it as node:${name}.` }));

const defaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export it by its name.',
};

const injected = 'is not pure: it comes with the command or the event (Clock, Ids).';
const impureGlobals = [
  'crypto',
  'fetch',
  'performance',
  'process',
  'queueMicrotask',
  'setImmediate',
  'setInterval',
  'setTimeout',
];

export default defineConfig(
  globalIgnores(['dist/', 'data/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  {
    files: ['**/*.{js,mjs,cjs}'],
    extends: [js.configs.recommended],
    languageOptions: { globals: globals.node },
  },

  {
    files: ['**/*.ts'],
    extends: [
      js.configs.recommended,
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
    ],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      eqeqeq: 'error',
      'max-lines': ['error', { max: 300 }],
      'no-console': 'error',
      'no-restricted-imports': ['error', { paths: [...bareBuiltins, ...environmentImport] }],
      'no-restricted-properties': ['error', environment],
      'no-restricted-syntax': ['error', defaultExport],
      '@typescript-eslint/consistent-type-imports': 'error',
      // A decider ends in `default: return unreachable(command)`, which is checked by the compiler.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],

      // What is read as JSON is a dictionary; `attributes['emails']` says so.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      // A Nest module is a class with a decorator and nothing in it.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // `() => log.info(…)`, and `return remove(…)` where a function ends, read better than the same in two steps.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // An attribute of a JSON object is removed by deleting its key.
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // `_` marks what a signature asks for and the body does not need.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // Rows and DTOs are classes only for their decorators; a literal of the same shape is one of them.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // It would have `as` replaced by `!`, which no-non-null-assertion forbids.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // `async` without `await` makes what is thrown a rejection, as a method of a port promises.
      '@typescript-eslint/require-await': 'off',
      // Numbers read well in a template; the rest of the rule keeps objects and undefined out.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },

  {
    files: pure,
    ignores: tests,
    rules: {
      'no-restricted-globals': [
        'error',
        {
          globals: impureGlobals.map((name) => ({ name, message: `${name} ${injected}` })),
          checkGlobalObject: true,
        },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: builtinModules.map((name) => ({ name, message: 'This code is pure.' })),
          patterns: [{ group: ['node:*'], message: 'This code is pure: it may not import Node.' }],
        },
      ],
      'no-restricted-properties': [
        'error',
        environment,
        { object: 'Date', property: 'now', message: `The time ${injected}` },
        { object: 'Math', property: 'random', message: `Randomness ${injected}` },
      ],
      'no-restricted-syntax': [
        'error',
        defaultExport,
        {
          selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
          message: `The time ${injected}`,
        },
        { selector: 'CallExpression[callee.name="Date"]', message: `The time ${injected}` },
      ],
    },
  },

  {
    files: ['libs/platform/src/config/**/*.ts', 'tools/**/*.ts', ...tests],
    rules: {
      'no-restricted-imports': ['error', { paths: bareBuiltins }],
      'no-restricted-properties': 'off',
    },
  },
  {
    // A row and a DTO have no methods that a copy could lose.
    files: ['libs/read-model/src/**/*.ts', 'apps/api/src/admin/**/*.ts'],
    rules: { '@typescript-eslint/no-misused-spread': 'off' },
  },
  {
    files: [
      'apps/demo/**/*.ts',
      'apps/cli/**/*.ts',
      'test/load/**/*.ts',
      'test/fuzz/**/*.ts',
      'tools/**/*.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: tests,
    rules: {
      // What a test does not find fails the test, and says where.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // `expect(store.append).toHaveBeenCalled()` names a method and does not call it.
      '@typescript-eslint/unbound-method': 'off',
    },
  },

  prettier,
);
