/** The time, injected. */
export interface Clock {
  now(): Date;
}
