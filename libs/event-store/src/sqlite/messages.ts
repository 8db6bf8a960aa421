import type { AppendResult, ExpectedRevision, StreamAppend } from '../event-store.js';

/** What the writer is started with. */
export interface WriterOptions {
  readonly file: string;
  /** The most pages the file may have. For tests of a full disk. */
  readonly maximumPages?: number;
}

/** Appends to be written in one transaction; each is decided for itself. */
export type Batch = readonly (readonly StreamAppend[])[];

/** To the writer. `close` is the last one. */
export type WriterRequest = Batch | 'close';

/** An append that is on disk: since now, or since it was sent before. */
export interface Accepted {
  readonly kind: 'written' | 'repeated';
  /** One for each stream of the append. */
  readonly results: readonly AppendResult[];
}

/** An append of which nothing was written. */
export type Refused =
  | {
      readonly kind: 'conflict';
      readonly stream: string;
      readonly expected: ExpectedRevision;
      readonly actual: number | 'none';
    }
  | { readonly kind: 'id-reused'; readonly stream: string; readonly eventId: string };

/** What became of one append of a batch. */
export type Outcome = Accepted | Refused;

/** From the writer: once that it is ready, then the answer to each batch. A failure undid the whole batch. */
export type WriterAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'committed'; readonly outcomes: readonly Outcome[] }
  | { readonly kind: 'failed'; readonly reason: string };
