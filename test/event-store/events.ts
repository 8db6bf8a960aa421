import type { EncodedEvent, StreamAppend } from '#event-store';

/** An event with an id and a text. */
export function event(id: string, text = ''): EncodedEvent {
  return { id, type: 'SomethingHappened', data: JSON.stringify({ text }), metadata: '{}' };
}

/** The n-th append of a caller of a process: two events to each of two streams. The same arguments, the same ids. */
export function pairOfAppends(run: number, caller: number, number: number): StreamAppend[] {
  return ['left', 'right'].map((side) => ({
    stream: `${side}-${run}_${caller}`,
    events: [0, 1].map((index) => event(`${side}-${run}-${caller}-${number}-${index}`, side)),
    expected: number === 0 ? 'none' : 2 * number - 1,
  }));
}
