/** Jest runs the compiled tests, so that what is tested is what is shipped: workers, child processes and all. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/dist'],
  testMatch: ['**/*.spec.js'],
  transform: {},
  testSequencer: '<rootDir>/tools/test-sequencer.mjs',
  testTimeout: 60_000,
  // Tests start servers of their own; more workers than this make them wait for each other.
  maxWorkers: 2,
};
