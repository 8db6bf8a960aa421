import Sequencer from '@jest/test-sequencer';

const MEASURES = /\/event-loop\.spec\.js$/;

/** What measures processor time comes last, when nothing else runs: other tests on the same cores make all of it longer. */
export default class extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const measures = sorted.filter(({ path }) => MEASURES.test(path));
    return [...sorted.filter(({ path }) => !MEASURES.test(path)), ...measures];
  }
}
