import { describe, expect, it } from '@jest/globals';
import { OAuthTokenClient } from '#testing';
import { expectError, expectProblem } from '../support/expectations.js';
import { connect, expectRefusal, expectToken } from '../support/oauth.js';
import { useRollbook } from '../support/rollbook.js';

const rollbook = useRollbook();

describe('the token endpoint', () => {
  it('refuses what is no request of its grant', async () => {
    const { client, credentials } = await connect(rollbook);
    const { clientId: client_id, clientSecret: client_secret } = credentials;
    const form = { grant_type: 'client_credentials', client_id, client_secret };
    const text = new URLSearchParams(form).toString();
    const basic = { authorization: `Basic ${btoa(`${client_id}:${client_secret}`)}` };
    for (const answer of [
      await client.send(''),
      await client.send({ client_id, client_secret }),
      await client.send(`${text}&grant_type=client_credentials`),
      await client.send(form, basic),
      await client.send({ grant_type: 'client_credentials', client_id: 'another' }, basic),
      await client.send(JSON.stringify(form), { 'content-type': 'application/json' }),
    ]) {
      expectRefusal(answer, 400, 'invalid_request');
    }
    for (const grant_type of ['password', 'authorization_code', 'CLIENT_CREDENTIALS']) {
      const answer = await client.send({ ...form, grant_type });
      expectRefusal(answer, 400, 'unsupported_grant_type');
    }
    for (const type of ['application/xml', 'text/plain', 'application/json']) {
      const answer = await client.send('<a/>', { 'content-type': type });
      expectRefusal(answer, 400, 'invalid_request');
      expect(answer.body.error_description).toMatch(/x-www-form-urlencoded/);
    }
    expectRefusal(await client.send('x'.repeat(100_000)), 413, 'invalid_request');
    expectToken(rollbook, await client.send(form));
    expectToken(
      rollbook,
      await client.send({ grant_type: 'client_credentials', client_id }, basic),
    );
  });

  it('takes parameters without a value for omitted ones', async () => {
    const { client, credentials } = await connect(rollbook);
    const { clientId: client_id, clientSecret: client_secret } = credentials;
    const basic = { authorization: `Basic ${btoa(`${client_id}:${client_secret}`)}` };
    const grant = 'grant_type=client_credentials';
    for (const form of [
      `${grant}&client_id=&client_secret=&scope=`,
      `${grant}&grant_type=`,
      `grant_type=&${grant}&scope=&scope=`,
    ]) {
      expectToken(rollbook, await client.send(form, basic));
    }
    expectRefusal(await client.send('grant_type=', basic), 400, 'invalid_request');
    const secretless = `${grant}&client_id=${client_id}&client_secret=`;
    expectRefusal(await client.send(secretless), 401, 'invalid_client');
  });

  it('is reached by POST alone', async () => {
    const answer = await fetch(`${rollbook.server.url}/oauth/token`);
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
  });

  it.each([
    ['no credentials', {}],
    ['another scheme', { authorization: 'Bearer abc' }],
    ['what is no base64', { authorization: 'Basic ***' }],
    ['no colon', { authorization: `Basic ${btoa('abc')}` }],
    ['an encoding that is broken', { authorization: `Basic ${btoa('%zz:%zz')}` }],
    ['a client that nobody knows', { authorization: `Basic ${btoa('nobody:secret')}` }],
  ])('refuses %s', async (_, headers) => {
    const client = new OAuthTokenClient(`${rollbook.server.url}/oauth/token`, '', '');
    const answer = await client.send({ grant_type: 'client_credentials' }, headers);
    expectRefusal(answer, 401, 'invalid_client');
  });

  it('takes forms nowhere else', async () => {
    const { tenant } = await connect(rollbook);
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    expectError(await tenant.scim.post('/Users', 'userName=a', type), 415);
    expectProblem(await rollbook.admin.send('POST', '/organisations', 'name=a', type), 415);
  });

  it('limits guesses, counts them, and folds them into few failures', async () => {
    const { tenant, credentials, client } = await connect(rollbook);
    const guess = new OAuthTokenClient(credentials.tokenUrl, credentials.clientId, 'wrong');
    const answers = [];
    for (let n = 0; n < 30; n++) answers.push(await guess.basic());
    expectRefusal(answers[0]!, 401, 'invalid_client');
    const last = answers.at(-1)!;
    expectRefusal(last, 429, 'temporarily_unavailable');
    expect(last.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    // Not even the right one is looked at now: that, too, would tell.
    expectRefusal(await client.basic(), 429, 'temporarily_unavailable');
    const other = await connect(rollbook);
    expectToken(rollbook, await other.client.basic());

    const entries = await rollbook.admin.audit({ nodeId: tenant.nodeId, category: 'FAILURE' });
    expect(entries.map(({ status, reason }) => [status, reason])).toEqual(
      [last, answers[0]!].map(({ status, body }) => [
        status,
        `OAuth client ${credentials.clientId}: ${body.error_description}`,
      ]),
    );
    expect(entries[1]).toMatchObject({ actor: { kind: 'system', label: 'Refused OAuth client' } });
    const metrics = await (await fetch(`${rollbook.server.url}/metrics`)).text();
    expect(metrics).toMatch(/rollbook_oauth_token_requests_total\{outcome="limited"\} [1-9]/);
  });
});
