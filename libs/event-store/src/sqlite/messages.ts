import type { AppendResult, ExpectedRevision, StreamAppend } from '../event-store.js';

/** What the writer is started with. */
export interface WriterOptions {
  /** The database file; its folder exists. A lock file and the write-ahead log lie beside it. */
  readonly file: string;
  /** The most pages that the file may have. Only for tests of a full disk. */
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

/** From the writer, once: it can take batches. */
export const READY = 'ready';

/** From the writer: the answer to a batch. A failure undid the whole batch. */
export type WriterAnswer =
  | { readonly kind: 'committed'; readonly outcomes: readonly Outcome[] }
  | { readonly kind: 'failed'; readonly reason: string };
