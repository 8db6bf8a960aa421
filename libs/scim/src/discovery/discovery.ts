import type { JsonObject } from '../json.js';

/** What this service provider offers, where it depends on the profile or on configuration. */
export interface ServiceFeatures {
  readonly groups: boolean;
  /** The most resources that one page holds. */
  readonly maxResults: number;
  readonly documentationUri?: string;
  /** Absent when bulk is not supported. */
  readonly bulk?: { readonly maxOperations: number; readonly maxPayloadSize: number } | undefined;
}

/** The document of `/ServiceProviderConfig` (RFC 7643 section 5). */
export function serviceProviderConfig(_features: ServiceFeatures, _baseUrl: string): JsonObject {
  throw new Error('to come');
}

/** The documents of `/Schemas` (RFC 7643 section 7). */
export function schemaDocuments(_features: ServiceFeatures, _baseUrl: string): JsonObject[] {
  throw new Error('to come');
}

/** The documents of `/ResourceTypes` (RFC 7643 section 6). */
export function resourceTypeDocuments(_features: ServiceFeatures, _baseUrl: string): JsonObject[] {
  throw new Error('to come');
}
