/** The writes of SCIM with the status of their success (RFC 7644 section 3.2; a group's PATCH answers without a body). */
const SUCCESS_STATUS = {
  'POST /Users': 201,
  'PUT /Users': 200,
  'PATCH /Users': 200,
  'DELETE /Users': 204,
  'POST /Groups': 201,
  'PUT /Groups': 200,
  'PATCH /Groups': 204,
  'DELETE /Groups': 204,
} as const;

/** A write of SCIM, as facts and the audit log call it. */
export type ScimOperation = keyof typeof SUCCESS_STATUS;

/** The status that a successful write was answered with; null for what is no write of SCIM. */
export function successStatus(operation: string): number | null {
  return (SUCCESS_STATUS as Readonly<Record<string, number>>)[operation] ?? null;
}
