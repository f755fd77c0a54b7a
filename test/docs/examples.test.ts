import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { jsonSchema, SCHEMA_FILE, schemaText } from '../../infra/json-schema.ts';
import { checkConfig } from '../../infra/load-config.ts';
import { read } from '../../lambdas/engine/route/read.ts';
import { sources } from '../../lambdas/sources/index.ts';

const example = readFileSync('tocsin.example.yaml', 'utf8');
const concepts = readFileSync('docs/concepts.md', 'utf8');

describe('examples', () => {
  it('the example configuration is free of mistakes', () => {
    expect(checkConfig(example, false)).toMatchObject({ kind: 'config' });
  });

  it('the alert among the concepts is what becomes of the webhook above it', () => {
    const [sent = '', shown = ''] = [...concepts.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => text);
    const inbound = { headers: {}, sourceId: 'accuknox', receivedAt: '2026-11-30T10:00:00.000Z' };
    const result = read(sources.accuknox, { ...inbound, bytes: Buffer.from(sent) });
    const [{ alert } = { alert: undefined }] = result.kind === 'alerts' ? result.alerts : [];
    // What is left out stands as an ellipsis.
    const {
      '…': _,
      attack: [first, ...others],
      ...fields
    } = JSON.parse(shown);
    expect(others).toEqual(['…']);
    expect(alert).toMatchObject(fields);
    expect(alert?.attack[0]).toEqual(first);
  });

  it('the alert of the generic reader is what becomes of the body above it', () => {
    const page = readFileSync('docs/generic-reader.md', 'utf8');
    const [sent = '', shown = ''] = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => text);
    const inbound = { headers: {}, sourceId: 'any', receivedAt: '2026-11-30T10:00:00.000Z' };
    const result = read(sources.generic, { ...inbound, bytes: Buffer.from(sent) });
    const [{ alert } = { alert: undefined }] = result.kind === 'alerts' ? result.alerts : [];
    expect(alert).toMatchObject(JSON.parse(shown));
  });
});

describe('the JSON Schema for editors', () => {
  const validate = new Ajv({ strict: false }).compile(jsonSchema());

  it('is the one that is committed: run "npm run docs" when it is not', () => {
    expect(readFileSync(SCHEMA_FILE, 'utf8')).toBe(schemaText());
  });

  it('accepts the example configuration', () => {
    validate(parse(example));
    expect(validate.errors ?? []).toEqual([]);
  });

  it.each([
    ['an unknown setting', 'webhookUrl:', 'webhokUrl:'],
    ['an unknown source type', 'type: akto', 'type: akot'],
    ['a missing version', 'version: 1', ''],
  ])('refuses %s', (_, right, wrong) => {
    expect(validate(parse(example.replace(right, wrong)))).toBe(false);
  });
});
