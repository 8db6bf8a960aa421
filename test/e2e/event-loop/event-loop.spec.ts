// One file, since each file may run beside another, and what they measure is processor time: other work on the same cores makes
// all of it longer. It runs last, when nothing else does (tools/test-sequencer.mjs).
import './bodies.js';
import './groups.js';
import './users.js';
