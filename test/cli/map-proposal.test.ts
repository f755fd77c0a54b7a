import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { map } from '../../infra/cli/map.ts';
import { fieldsOf } from '../../infra/cli/mapping/record-fields.ts';
import { evaluator } from '../../lambdas/domain/expression/expression.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-proposal-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is printed for a payload of a source without a mapping. */
async function proposed(payload: unknown): Promise<string> {
  const [file, config] = [path.join(folder, 'payload.json'), path.join(folder, 'tocsin.yaml')];
  writeFileSync(file, JSON.stringify(payload));
  writeFileSync(
    config,
    'version: 1\nsources: { acme: { type: custom, auth: none } }\n' +
      'destinations: { archive: { type: webhook, url: https://archive.example.com/in } }\nroutes: [{ to: [archive] }]\n',
  );
  const lines: string[] = [];
  const prints = { print: (line: string) => lines.push(line), complain: (line: string) => lines.push(line) };
  expect(await map({ file, config, source: 'acme' }, prints)).toBe(0);
  return lines.join('\n');
}

describe('a proposal', () => {
  it.each([
    ['a word of a status', { title: 'Disk is full', host: 'h', status: 'firing' }, 'state: status'],
    [
      'the end of an event',
      { event: 'disk.raised', title: 'Disk is full', host: 'h' },
      'resolvedWhen: event = "disk.cleared"',
    ],
    ['a flag', { title: 'Disk is full', host: 'h', isActive: true }, 'resolvedWhen: isActive = false'],
    ['a time that is not yet', { title: 'Disk is full', host: 'h', endedAt: null }, 'resolvedWhen: endedAt != null'],
  ])('sees an end by %s, which meets what it ends', async (_, value, expression) => {
    const said = await proposed(value);
    expect(said).toContain(`      ${expression}\n`);
    expect(said).toContain('it has the fingerprint and the finding of the other');
  });

  it('fills the typed places, weaknesses among them', async () => {
    const value = {
      check_id: 'C-1',
      title: 'Package is vulnerable',
      affected: [
        { cve: 'CVE-2026-1000', package: 'openssl', installed_version: '3.0.1' },
        { cve: 'CVE-2026-1001', package: 'zlib', installed_version: '1.2.0' },
      ],
      container: { image: 'shop/web:1', id: '3ad7b26ded6d' },
      kubernetes: { namespace: 'shop', pod: 'web-0' },
      file: { sha256: 'a'.repeat(64) },
    };
    const said = await proposed(value);
    const { map: expressions } = parse(said).sources['acme'];
    expect(expressions).toMatchObject({
      kubernetes: { namespace: 'kubernetes.namespace', pod: 'kubernetes.pod' },
      container: { image: 'container.image', id: 'container.id' },
      file: { hashes: { sha256: 'file.sha256' } },
      vulnerabilities: 'affected.{ "cve": cve, "package": package, "version": installed_version }',
    });
  });

  it('shows no credential of the payload', async () => {
    const value = { title: 'Login', password: 'hunter2-hunter2', authorization: 'Bearer abcdefghijklmnop0123' };
    const said = await proposed(value);
    expect(said).not.toMatch(/hunter[0-9]|abcdefghijklmnop/);
  });

  it('has the key that the sender gives as the problem', async () => {
    const said = await proposed({
      title: 'Disk is full',
      host: 'h',
      dedup_key: '3ad7b26d-0000-4000-8000-00000000abcd',
    });
    expect(parse(said).sources['acme'].map).toMatchObject({ problem: 'dedup_key' });
    expect(said).toContain('these fields are the same: dedup_key\n');
  });

  it('leaves out what does not hold for a later record, and says so', async () => {
    const said = await proposed([
      { title: 'Disk is full', host: 'a', severity: 'high' },
      { title: 'Disk is full', host: 'b', severity: 'no idea', priority: 'P1' },
    ]);
    expect(parse(said).sources['acme'].map).not.toHaveProperty('severity');
    expect(said).toMatch(/# Left out[^\n]*\n# {3}severity: in record 2 it gives something else/);
  });
});

it('an item of a list is chosen by its key, else by its position', async () => {
  const record = {
    tags: [
      { key: 'team', value: 'payments' },
      { key: 'a"b', value: 'x' },
    ],
    hosts: [{ ip: '198.51.100.7' }],
  };
  const fields = fieldsOf(record).filter(({ text }) => ['payments', 'x', '198.51.100.7'].includes(text));
  expect(fields.map(({ path }) => path)).toEqual(['tags[key="team"].value', 'tags[key="a\\"b"].value', 'hosts[0].ip']);
  for (const field of fields)
    expect(
      await evaluator({ payload: record, headers: {}, receivedAt: '', envelope: undefined })(field.path, record),
    ).toMatchObject({ value: field.text });
});
