import type { INestApplication } from '@nestjs/common';
import {
  ApiProperty,
  ApiPropertyOptional,
  DocumentBuilder,
  getSchemaPath,
  type OpenAPIObject,
  SwaggerModule,
} from '@nestjs/swagger';
import { STATUS_CODES } from 'node:http';
import type { Problem } from '../http/problem.js';

/** What every error of the admin API looks like (RFC 9457). */
class ProblemBody implements Problem {
  @ApiProperty({ example: 'urn:rollbook:problem:node-not-found' }) type!: string;
  @ApiProperty({ example: 'Not Found' }) title!: string;
  @ApiProperty({ example: 404 }) status!: number;
  @ApiProperty({ example: 'no such node' }) detail!: string;
  @ApiPropertyOptional({ type: [String], description: 'Each wrong field with what is wrong.' })
  errors?: string[];
}

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/** Describes the admin API: from its controllers, and what all of its operations have in common. */
export function describeAdminApi(app: INestApplication): OpenAPIObject {
  const description = new DocumentBuilder()
    .setTitle('Rollbook admin API')
    .setDescription('Organisations, nodes, provisioning methods, users, teams and the audit log.')
    .setVersion('1')
    .addBearerAuth()
    .build();
  const document = SwaggerModule.createDocument(app, description, { extraModels: [ProblemBody] });
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of ['get', 'post', 'patch', 'delete'] as const) {
      const operation = item[method];
      if (operation === undefined) continue;
      for (const status of refusalsOf(path, method, operation)) {
        operation.responses[status] ??= problem(STATUS_CODES[status] ?? 'Any other error');
      }
      relaxBody(document, operation);
    }
  }
  return document;
}

function refusalsOf(path: string, method: string, { parameters, requestBody }: Operation) {
  const named = path.includes('{');
  const isRead = parameters?.some((each) => 'in' in each && each.in === 'query') ?? false;
  return [
    ...(isRead || requestBody !== undefined ? [400] : []),
    401,
    ...(named ? [404] : []),
    ...(named && method !== 'get' ? [409] : []),
    'default',
  ];
}

function problem(description: string) {
  const schema = { $ref: getSchemaPath(ProblemBody) };
  return { description, content: { 'application/problem+json': { schema } } };
}

/** A body that needs no field need not be there. */
function relaxBody({ components }: OpenAPIObject, { requestBody }: Operation): void {
  if (requestBody === undefined || '$ref' in requestBody) return;
  const reference = requestBody.content['application/json']?.schema;
  if (reference === undefined || !('$ref' in reference)) return;
  const schema = components?.schemas?.[reference.$ref.split('/').at(-1) ?? ''];
  if (schema !== undefined && 'properties' in schema && schema.required === undefined) {
    requestBody.required = false;
  }
}
