import { compareSortKeys, type SortKey } from '#scim';

/** Where a resource stands in a list. */
export interface Place {
  /** Which of the types asked for it is of. */
  readonly part: number;
  readonly ordinal: number;
  /** What it is sorted by; null in a list that is not sorted. */
  readonly key: SortKey;
}

/** The order of a list: by key, and by age where keys are equal, so that it is the same each time. */
export function comparePlaces(left: Place, right: Place, descending: boolean): number {
  return (
    compareSortKeys(left.key, right.key, descending) ||
    left.part - right.part ||
    left.ordinal - right.ordinal
  );
}

/**
 * Keeps the first of any number of places, without sorting them all: a heap with the last one on top. What it costs is
 * spread over its calls, so that none of them holds the event loop.
 */
export class FirstPlaces {
  private readonly heap: Place[] = [];

  constructor(
    private readonly limit: number,
    private readonly compare: (left: Place, right: Place) => number,
  ) {}

  add(place: Place): void {
    const { heap } = this;
    if (heap.length < this.limit) {
      heap.push(place);
      this.rise(heap.length - 1);
    } else if (heap[0] !== undefined && this.compare(place, heap[0]) < 0) {
      heap[0] = place;
      this.sink();
    }
  }

  /** Takes the last ones away, in order. */
  takeLast(count: number): Place[] {
    const taken: Place[] = [];
    while (taken.length < count) {
      const [top] = this.heap;
      const last = this.heap.pop();
      if (top === undefined || last === undefined) break;
      taken.push(top);
      if (this.heap.length > 0) {
        this.heap[0] = last;
        this.sink();
      }
    }
    return taken.reverse();
  }

  get size(): number {
    return this.heap.length;
  }

  private rise(start: number): void {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.isBehind(index, parent)) return;
      this.swap(index, parent);
      index = parent;
    }
  }

  private sink(): void {
    let index = 0;
    for (;;) {
      let last = index;
      for (const child of [2 * index + 1, 2 * index + 2]) {
        if (child < this.heap.length && this.isBehind(child, last)) last = child;
      }
      if (last === index) return;
      this.swap(index, last);
      index = last;
    }
  }

  private isBehind(left: number, right: number): boolean {
    const [a, b] = [this.heap[left], this.heap[right]];
    return a !== undefined && b !== undefined && this.compare(a, b) > 0;
  }

  private swap(left: number, right: number): void {
    const [a, b] = [this.heap[left], this.heap[right]];
    if (a === undefined || b === undefined) return;
    this.heap[left] = b;
    this.heap[right] = a;
  }
}
