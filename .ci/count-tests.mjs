/**
 * Prints `N passed, N failed` from Jest's JSON results, and ends with exit code 1 unless tests ran and all passed.
 * A file that could not even be loaded counts as a failure: its tests are in no other number.
 */
import { readFileSync } from 'node:fs';

const text = readFileSync(process.argv[2], 'utf8');
const results = text === '' ? undefined : JSON.parse(text);
const passed = results?.numPassedTests ?? 0;
const failed = (results?.numFailedTests ?? 0) + (results?.numRuntimeErrorTestSuites ?? 0);

if (passed + failed === 0) console.error('No test ran.');
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = passed > 0 && failed === 0 ? 0 : 1;
