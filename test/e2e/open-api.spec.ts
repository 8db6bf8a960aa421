import { describe, expect, it } from '@jest/globals';
import { expectStatus } from '../support/expectations.js';
import { useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();

describe('the admin API', () => {
  it('describes itself', async () => {
    const answer = await fetch(`${rollbook.server.url}/admin/openapi.json`);
    expect(answer.status).toBe(200);
    const document = (await answer.json()) as { openapi: string; paths: Record<string, unknown> };
    expect(document.openapi).toMatch(/^3\./);
    const paths = Object.keys(document.paths).join('\n');
    for (const part of [
      '/admin/v1/organisations',
      '/provisioning-method/activate',
      '/admin/v1/audit',
      '/usage',
      '/memberships/',
      '/register',
    ]) {
      expect(paths).toContain(part);
    }
  });

  it('describes its refusals, and which bodies may be left out', async () => {
    const answer = await fetch(`${rollbook.server.url}/admin/openapi.json`);
    interface Operation {
      readonly requestBody?: { readonly required: boolean };
      readonly responses: Readonly<Record<string, { readonly content?: object }>>;
    }
    const { paths, components } = (await answer.json()) as {
      readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
      readonly components: { readonly schemas: Readonly<Record<string, object>> };
    };
    expect(components.schemas['ProblemBody']).toMatchObject({
      required: ['type', 'title', 'status', 'detail'],
    });
    const optional: string[] = [];
    for (const [path, operations] of Object.entries(paths)) {
      for (const [method, { requestBody, responses }] of Object.entries(operations)) {
        if (requestBody?.required === false) optional.push(`${method} ${path.split('/').at(-1)}`);
        const refusals = ['401', 'default', ...(path.includes('{') ? ['404'] : [])];
        for (const status of refusals) {
          expect(responses[status]?.content).toHaveProperty(['application/problem+json']);
        }
        if (requestBody !== undefined) expect(responses).toHaveProperty('400');
      }
    }
    expect(optional.sort()).toEqual([
      'patch provisioning-method',
      'post approve',
      'post decline',
      'post oauth-clients',
      'post tokens',
    ]);
    const { nodeId } = await rollbook.tenant();
    for (const [method, path, status] of [
      ['PATCH', '', 200],
      ['POST', '/tokens', 201],
      ['POST', '/oauth-clients', 201],
    ] as const) {
      const sent = await rollbook.admin.send(method, `/nodes/${nodeId}/provisioning-method${path}`);
      expectStatus(sent, status);
    }
  });
});
