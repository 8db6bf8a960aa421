/** The client's stream takes so many messages at once; with one more its queue begins. */
const MOST_UNSENT = 15;
/** So many small appends may be on their way. */
const MOST_IN_FLIGHT = 64;
/** Below the window that the server grants without having read anything, so that nothing waits for it unsent. */
const MOST_BYTES_IN_FLIGHT = 48 * 1024;

interface Waiter {
  readonly bytes: number;
  readonly enter: (open: boolean) => void;
}

/**
 * Lets appends onto a connection in the order they came, and so few at a time that the client never queues one: a
 * queued message of a connection that is lost becomes an unhandled rejection, which ends the process.
 */
export class Lane {
  private inFlight = 0;
  private bytesInFlight = 0;
  private sentThisTurn = 0;
  private closed = false;
  private readonly waiting: Waiter[] = [];

  /** Waits for its turn. @returns whether the lane is still open; whoever was let in must {@link leave} */
  enter(bytes: number): Promise<boolean> {
    return new Promise((enter) => {
      this.waiting.push({ bytes, enter });
      this.admit();
    });
  }

  /** What was let in has been answered, or never will be. */
  leave(bytes: number): void {
    this.inFlight--;
    this.bytesInFlight -= bytes;
    this.admit();
  }

  /** Lets nobody in any more. */
  close(): void {
    this.closed = true;
    for (const { enter } of this.waiting.splice(0)) enter(false);
  }

  private admit(): void {
    for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
      if (!this.closed && !this.hasRoomFor(next.bytes)) return;
      this.waiting.shift();
      if (!this.closed) this.count(next.bytes);
      next.enter(!this.closed);
    }
  }

  private hasRoomFor(bytes: number): boolean {
    if (this.inFlight < MOST_UNSENT) return true;
    const small = this.bytesInFlight + bytes <= MOST_BYTES_IN_FLIGHT;
    return small && this.inFlight < MOST_IN_FLIGHT && this.sentThisTurn < MOST_UNSENT;
  }

  private count(bytes: number): void {
    this.inFlight++;
    this.bytesInFlight += bytes;
    if (this.sentThisTurn++ > 0) return;
    // By the next turn of the event loop the messages of this one have been handed to the connection.
    setImmediate(() => {
      this.sentThisTurn = 0;
      this.admit();
    });
  }
}
