import { ScimError, type ScimType } from './errors.js';

interface Tolerance {
  readonly accepts: string;
  /** How it is refused where nothing is tolerated; absent for what the RFC permits, which is only counted. */
  readonly refusal?: { readonly status: number; readonly scimType?: ScimType };
}

const refusedAs = (scimType: ScimType) => ({ status: 400, scimType });

/**
 * What is accepted though the RFC forbids it, or though few clients write it so, because an IdP in use sends it.
 *
 * T13, T17 and T18 concern the transport and are counted there; the others are counted by this library.
 */
export const TOLERANCES = {
  T1: { accepts: 'op in any letter case', refusal: refusedAs('invalidSyntax') },
  T2: { accepts: 'a boolean or a number as a string', refusal: refusedAs('invalidValue') },
  T3: {
    accepts: 'a one-element array where a single value belongs',
    refusal: refusedAs('invalidValue'),
  },
  T4: {
    accepts:
      'remove with a value array, bare strings, $ref: null, a type or $ref that is no string',
    refusal: refusedAs('invalidValue'),
  },
  T5: {
    accepts: 'dotted keys, URN:attribute keys and value paths as keys in a body',
    refusal: refusedAs('invalidSyntax'),
  },
  T6: {
    accepts: 'id, schemas, meta, externalId: null in a path-less value',
    refusal: refusedAs('mutability'),
  },
  T7: {
    accepts: 'Operations as one object, or as operations',
    refusal: refusedAs('invalidSyntax'),
  },
  T8: { accepts: 'manager as a string or an array', refusal: refusedAs('invalidValue') },
  T9: { accepts: 'unknown, repeated or missing schema URNs', refusal: refusedAs('invalidSyntax') },
  T10: {
    accepts: 'nulls, empty texts, unknown and read-only attributes',
    refusal: refusedAs('invalidSyntax'),
  },
  // RFC 7643 section 2.1: attribute names are case-insensitive.
  T11: { accepts: 'attribute names in another letter case' },
  T12: {
    accepts: 'a value path without a match makes the element',
    refusal: refusedAs('noTarget'),
  },
  T13: { accepts: 'another Content-Type, or none', refusal: { status: 415 } },
  T14: { accepts: 'one object for a multi-valued attribute', refusal: refusedAs('invalidValue') },
  T15: {
    accepts: 'an unquoted filter literal, blanks other than one where one belongs, + for a blank',
    refusal: refusedAs('invalidFilter'),
  },
  T16: {
    accepts: 'URN keys in another letter case, core attributes under the core URN',
    refusal: refusedAs('invalidSyntax'),
  },
  T17: { accepts: 'a trailing slash', refusal: { status: 404 } },
  T18: { accepts: 'path segments in another letter case', refusal: { status: 404 } },
  T19: {
    accepts: 'a value that is not among the canonical ones',
    refusal: refusedAs('invalidValue'),
  },
  T20: { accepts: 'more than one primary value', refusal: refusedAs('invalidValue') },
  T21: {
    accepts: 'a reference that is no URI, and a country other than by its two letters',
    refusal: refusedAs('invalidValue'),
  },
  T22: {
    accepts: 'a sub-attribute behind a value path in a filter',
    refusal: refusedAs('invalidFilter'),
  },
  T23: {
    accepts: 'an attribute of an extension without its URN',
    refusal: refusedAs('invalidSyntax'),
  },
} as const satisfies Readonly<Record<string, Tolerance>>;

export type ToleranceId = keyof typeof TOLERANCES;

/** Takes note of each tolerance that was used. */
export interface Tolerated {
  /**
   * Counts what the RFC forbids. Where nothing is tolerated it is refused instead: `what` is the attribute or the part
   * of the request that the refusal names, `scimType` what it is called here when it has another name than usual.
   */
  count(id: ToleranceId, what?: string, scimType?: ScimType): void;
  /** Counts what says something about an IdP, and is permitted here whatever the tolerance's name covers besides. */
  note(id: ToleranceId): void;
}

/** A record of the tolerances used. */
export interface ToleranceLog extends Tolerated {
  /** How often each was used; those that were not are absent. */
  readonly counts: Readonly<Partial<Record<ToleranceId, number>>>;
  /** Those that were used, each once; it grows while more are. */
  readonly used: readonly ToleranceId[];
}

/**
 * A collector for one request, or for as long as it is kept. A strict one tolerates nothing: to count what the RFC
 * forbids throws a ScimError, which is how a provisioning method in strict mode refuses it.
 */
export function toleranceLog(mode: 'tolerant' | 'strict' = 'tolerant'): ToleranceLog {
  const counts: Partial<Record<ToleranceId, number>> = {};
  const used: ToleranceId[] = [];
  const note = (id: ToleranceId): void => {
    const before = counts[id];
    if (before === undefined) used.push(id);
    counts[id] = (before ?? 0) + 1;
  };
  return {
    counts,
    used,
    note,
    count(id, what, scimType) {
      if (mode === 'strict') refuse(id, what, scimType);
      note(id);
    },
  };
}

function refuse(id: ToleranceId, what: string | undefined, scimType: ScimType | undefined): void {
  const { accepts, refusal }: Tolerance = TOLERANCES[id];
  if (refusal === undefined) return;
  const detail = `strict mode does not accept ${accepts}`;
  throw new ScimError(
    refusal.status,
    scimType ?? refusal.scimType,
    what === undefined ? detail : `${what.slice(0, 100)}: ${detail}`,
  );
}

/** For callers who do not ask what was tolerated. */
export const UNCOUNTED: Tolerated = { count: () => undefined, note: () => undefined };
