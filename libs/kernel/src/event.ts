/** A fact: a past-tense type and its plain JSON data. */
export interface DomainEvent<Type extends string = string, Data extends object = object> {
  readonly type: Type;
  readonly data: Data;
}

/** Who caused a fact. */
export interface Actor {
  /** `token`, `oauth-client`: what an IdP calls with; `api-key`: an administrator's key; `system`: a process manager. */
  readonly kind: 'token' | 'oauth-client' | 'api-key' | 'system';
  readonly id: string;
  readonly label: string;
}

/** What is known of the SCIM request behind a fact. A fact about several leaves out what they differ in. */
export interface ScimOrigin {
  readonly methodId: string;
  /** The token, or the OAuth client; empty where neither was accepted. */
  readonly tokenId: string;
  /** The identity provider that the method was set up for. */
  readonly idp: string;
  /** The IdP dialect recognised in the request, e.g. `entra`. */
  readonly dialect?: string;
  readonly clientAddress?: string;
  readonly userAgent?: string;
  /** The operation in SCIM's words, e.g. `POST /Users`. */
  readonly operation?: string;
  /** What the request was accepted with though the RFC forbids it, by its tolerance (`T1` …). */
  readonly tolerances?: readonly string[];
}

/** Where a request that is none of SCIM's came from. */
export interface ClientOrigin {
  readonly address: string;
  readonly userAgent: string;
}

/** What is known about every fact besides its data. */
export interface EventMetadata {
  /** The version of the event's data when it was written. */
  readonly schemaVersion: number;
  readonly organisationId: string;
  /** Absent on facts about an organisation as a whole. */
  readonly nodeId?: string;
  readonly actor: Actor;
  /** Empty, like `correlationId` and `causationId`, on a fact about several requests. */
  readonly requestId: string;
  readonly commandId: string;
  /** The request at the start of the chain of facts that led here. */
  readonly correlationId: string;
  /** The command or event that led to this fact directly. */
  readonly causationId: string;
  /** ISO 8601, UTC, milliseconds. */
  readonly occurredAt: string;
  readonly scim?: ScimOrigin;
  /** Absent where there was no request, on facts of SCIM, and on those of before it was kept. */
  readonly client?: ClientOrigin;
}

/** What the definition of an event says about one field of its data. */
export interface FieldDefinition {
  readonly summary: string;
  /** Identifies a person: to be sealed when sealing comes. */
  readonly pii?: true;
}

/** The definition of an event: the one place for its version, its words and the marks of its fields. */
export interface EventDefinition<Type extends string = string, Data extends object = object> {
  readonly type: Type;
  /** The version that is written today, from 1. */
  readonly version: number;
  /** The prefix of the streams that carry it, e.g. `user`. */
  readonly stream: string;
  readonly summary: string;
  readonly fields: { readonly [Field in keyof Required<Data>]: FieldDefinition };
  /** From version n to n + 1, at index n - 1. Pure. */
  readonly upcasters: readonly ((data: object) => object)[];
}

/** Makes the events of one definition. */
export type EventFactory<Type extends string, Data extends object> = ((
  data: Data,
) => DomainEvent<Type, Data>) &
  EventDefinition<Type, Data>;

/** The event that a factory makes. */
export type EventOf<Factory> =
  Factory extends EventFactory<infer Type, infer Data> ? DomainEvent<Type, Data> : never;

/**
 * Defines an event. Curried, because TypeScript cannot infer the name while the data is given.
 *
 * @example const userLocked = defineEvent<UserLockedData>()('UserLocked', { version: 1, … });
 */
export function defineEvent<Data extends object>() {
  return <Type extends string>(
    type: Type,
    definition: Omit<EventDefinition<Type, Data>, 'type' | 'upcasters'> & {
      readonly upcasters?: EventDefinition['upcasters'];
    },
  ): EventFactory<Type, Data> => {
    const upcasters = definition.upcasters ?? [];
    if (upcasters.length !== definition.version - 1) {
      throw new Error(
        `${type} is at version ${definition.version} and needs an upcaster for each earlier one`,
      );
    }
    return Object.assign((data: Data) => ({ type, data }), { ...definition, type, upcasters });
  };
}
