import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { door } from './door.ts';

const document = async () => (await door().ask('/v1/openapi.json')).body as Record<string, never>;

describe('the OpenAPI document', () => {
  it('is valid, as version 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate(await document())).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('describes every path of the API once, with a summary', async () => {
    const { paths } = (await document()) as unknown as {
      paths: Record<string, Record<string, { operationId: string; summary: string }>>;
    };
    const operations = Object.values(paths).flatMap((path) => Object.values(path));
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    expect(operations.every(({ summary }) => summary.length > 5)).toBe(true);
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/v1/alerts', '/v1/alerts/{alertId}', '/v1/ledger']));
  });

  it('is behind the admin token', async () => {
    expect((await door().ask('/v1/openapi.json', {}, '')).status).toBe(401);
  });
});

describe('what the document does not have', () => {
  it.each(['/v1/alerts?foo=1', '/v1/ledger?limit=5', '/v1/silences?x='])(
    '%s is refused with the names that there are',
    async (path) => {
      const { status, body } = await door().ask(path);
      expect([status, body]).toMatchObject([
        400,
        { title: 'Invalid query', detail: expect.stringMatching(/unknown query parameter/) },
      ]);
    },
  );

  it('a misspelt name is refused with the nearest one', async () => {
    expect((await door().ask('/v1/alerts?sevrity=high')).body).toMatchObject({
      detail: expect.stringContaining('did you mean "severity"?'),
    });
  });

  it.each([
    ['DELETE', '/v1/alerts', 'GET'],
    ['PUT', '/v1/silences', 'GET, POST'],
    ['GET', '/v1/deliveries/edge:1:soc/replay', 'POST'],
    ['POST', '/v1/health', 'GET'],
  ])('%s %s is a 405 that names what is allowed', async (method, path, allow) => {
    const { status, headers, body } = await door().ask(path, { method });
    expect([status, headers.get('allow')]).toEqual([405, allow]);
    expect(body).toMatchObject({ detail: expect.stringContaining(allow) });
  });
});
