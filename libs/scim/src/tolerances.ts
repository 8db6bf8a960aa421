/**
 * What is accepted though the RFC forbids it, because an IdP in use sends it.
 *
 * T13, T17 and T18 concern the transport and are counted there; the others are counted by this library.
 */
export const TOLERANCES = {
  T1: 'op in any letter case',
  T2: 'a boolean as a string',
  T3: 'a one-element array where a single value belongs',
  T4: 'remove with a value array, bare strings, $ref: null',
  T5: 'dotted keys and URN:attribute keys in a path-less value',
  T6: 'id, schemas, meta, externalId: null in a path-less value',
  T7: 'Operations as one object, or as operations',
  T8: 'manager as a string or an array, or emptied',
  T9: 'unknown or missing schema URNs',
  T10: 'nulls, unknown and read-only attributes',
  T11: 'attribute names in another letter case',
  T12: 'a value path without a match makes the element',
  T13: 'another Content-Type, or none',
  T14: 'one object for a multi-valued attribute',
  T15: 'an unquoted filter literal, extra blanks, + for a blank',
  T16: 'URN keys in another letter case, core attributes under the core URN',
  T17: 'a trailing slash',
  T18: 'path segments in another letter case',
} as const;

export type ToleranceId = keyof typeof TOLERANCES;

/** Takes note of each tolerance that was used. */
export interface Tolerated {
  count(id: ToleranceId): void;
}

/** A record of the tolerances used. */
export interface ToleranceLog extends Tolerated {
  /** How often each was used; those that were not are absent. */
  readonly counts: Readonly<Partial<Record<ToleranceId, number>>>;
}

/** A collector for one request, or for as long as it is kept. */
export function toleranceLog(): ToleranceLog {
  const counts: Partial<Record<ToleranceId, number>> = {};
  return {
    counts,
    count(id) {
      counts[id] = (counts[id] ?? 0) + 1;
    },
  };
}

/** For callers who do not ask what was tolerated. */
export const UNCOUNTED: Tolerated = { count: () => undefined };
