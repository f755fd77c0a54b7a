import { describe, expect, it } from 'vitest';
import { at } from '../../infra/sandbox/_kit/json.ts';
import { SENTINEL } from '../../infra/sandbox/sentinel/receiver.ts';
import { asim } from '../../lambdas/destinations/sentinel/asim.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';
import { sandbox, send } from './sandbox.ts';

const running = sandbox();
const full = alertNamed('full');
const record = JSON.parse(asim(full, attemptFor(full)).body);

const form: Readonly<Record<string, string>> = {
  grant_type: 'client_credentials',
  client_id: SENTINEL.clientId,
  client_secret: SENTINEL.clientSecret,
  scope: 'https://monitor.azure.com/.default',
};
const token = (fields: Readonly<Record<string, string>> = {}, tenant: string = SENTINEL.tenantId) =>
  send(
    `${running().url}/sentinel/${tenant}/oauth2/v2.0/token`,
    new URLSearchParams({ ...form, ...fields }).toString(),
    {
      'content-type': 'application/x-www-form-urlencoded',
    },
  );
const bearer = async () => ({ authorization: `Bearer ${at((await token()).json, 'access_token')}` });

interface Where {
  readonly dcr?: string;
  readonly stream?: string;
  readonly version?: string;
}
const post = async (
  body: unknown,
  { dcr = SENTINEL.dcrImmutableId, stream = SENTINEL.stream, version = '2023-01-01' }: Where = {},
) =>
  send(
    `${running().url}/sentinel/dataCollectionRules/${dcr}/streams/${stream}?api-version=${version}`,
    body,
    await bearer(),
  );

describe('the token endpoint', () => {
  it.each([
    ['a wrong secret', { client_secret: 'x' }, undefined, 401],
    ['another application', { client_id: 'x' }, undefined, 400],
    ['another scope', { scope: 'https://graph.microsoft.com/.default' }, undefined, 400],
    ['another tenant', {}, 'x', 400],
  ])('issues none for %s', async (_, fields, tenant, status) => {
    const { status: answered, json } = await token(fields, tenant);
    expect([answered, at(json, 'error_description')]).toEqual([status, expect.stringContaining('AADSTS')]);
  });
});

describe('the ingestion', () => {
  it('takes records, each time anew', async () => {
    expect((await post([record])).status).toBe(204);
    expect((await post([record])).status).toBe(204);
    expect([...running().counts().sentinel]).toEqual([[full.id, 2]]);
  });

  it('leaves out what the stream does not declare', async () => {
    await post([{ ...record, Surprise: 1 }]);
    expect(running().received().at(-1)?.body).not.toHaveProperty('Surprise');
  });

  it('answers 204 to a bare object too, and drops it', async () => {
    expect((await post(record)).status).toBe(204);
    expect(running().counts().sentinel.size).toBe(0);
    expect(running().received().at(-1)).toMatchObject({ ok: false });
  });

  it.each([
    ['another rule', [record], { dcr: 'dcr-x' }, 404],
    ['another stream', [record], { stream: 'Custom-X' }, 400],
    ['another version', [record], { version: '2021' }, 400],
    ['what is not JSON', 'x', {}, 400],
    ['more than a megabyte', [{ ...record, EventMessage: 'x'.repeat(1_048_576) }], {}, 413],
  ])('refuses %s', async (_, body, where, status) => {
    expect((await post(body, where)).status).toBe(status);
    expect(running().counts().sentinel.size).toBe(0);
  });

  it('refuses a token that is not its own', async () => {
    const url = `${running().url}/sentinel/dataCollectionRules/${SENTINEL.dcrImmutableId}/streams/${SENTINEL.stream}`;
    expect((await send(`${url}?api-version=2023-01-01`, [record], { authorization: 'Bearer x' })).status).toBe(401);
  });
});
