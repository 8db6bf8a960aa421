import type { AppendResult, EncodedEvent, ExpectedRevision, StreamAppend } from '../event-store.js';

/** What the writer is started with. */
export interface WriterOptions {
  /** The database file; its folder exists. A lock file and the write-ahead log lie beside it. */
  readonly file: string;
  /** The most pages that the file may have. Only for tests of a full disk. */
  readonly maximumPages?: number;
}

/** Appends to be written in one transaction; each is decided for itself. */
export type Batch = readonly (readonly StreamAppend[])[];

/** An append whose first events have been sent ahead: so many of them, behind those of the appends before it. */
export type SentAppend = StreamAppend & { readonly ahead?: number };

/** A batch as it is sent. */
export type SentBatch = readonly (readonly SentAppend[])[];

/** To the writer: a batch, events of the next one, since copying many for the thread takes long, or the end. */
export type WriterRequest = SentBatch | { readonly ahead: readonly EncodedEvent[] } | 'close';

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
