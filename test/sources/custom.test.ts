import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkMap } from '../../lambdas/config/check-map.ts';
import { evaluator } from '../../lambdas/domain/expression/expression.ts';
import { textOf } from '../../lambdas/domain/values/json-fields.ts';
import { expressionsIn, type Mapping, MapSetting } from '../../lambdas/sources/_kit/mapping/map-schema.ts';
import type { SeverityTable } from '../../lambdas/sources/_kit/severity-table.ts';
import { sources } from '../../lambdas/sources/index.ts';
import { alerts, fixture, one, readAs, receivedAt } from './custom-read.ts';

const map: Mapping = {
  each: 'alerts',
  id: 'id',
  type: 'rule.id',
  title: 'rule.name & " on " & host',
  severity: 'priority',
  occurredAt: 'created',
  resolvedWhen: 'status = "closed"',
  action: '"blocked"',
  actor: { ip: 'src', user: '$uppercase(login)' },
  target: { kind: '"vault"', host: 'host' },
  attack: 'tags',
  labels: { team: '$payload.owner', event: '$headers.`x-event`' },
  url: 'console',
  vendor: '"Acme"',
  product: '"Vault"',
};

describe('a mapping', () => {
  it('makes an alert of each, and leaves nothing out', async () => {
    const [open, closed] = await alerts(fixture('two-alerts'), map);
    expect(open).toMatchObject({
      kind: 'detection',
      type: 'R-17',
      title: 'Token used from a new country on vault-01',
      severity: 'critical',
      vendorSeverity: 'P1',
      state: 'open',
      action: 'blocked',
      occurredAt: '2026-11-20T09:00:00.000Z',
      actor: { ip: '198.51.100.24', user: 'MALLORY' },
      target: { kind: 'vault', host: 'vault-01' },
      attack: [{ technique: 'T1078' }],
      labels: { team: 'platform', event: 'alert' },
      url: 'https://acme.example.test/alerts/A-1001',
      vendor: 'Acme',
      product: 'Vault',
    });
    expect(closed).toMatchObject({ state: 'resolved', type: 'R-04', severity: 'low' });
    expect(open?.rule).toEqual({ uid: 'R-17', name: 'Token used from a new country' });
    // Used and shown to the letter: gone. Not used, or shown otherwise: a fact.
    expect(open?.facts).toEqual({
      id: 'A-1001',
      kind: 'detection',
      created: '1795165200',
      login: 'mallory',
      tags: 'T1078, identity',
      note: 'third time this week',
      sentAt: '2026-11-20T09:00:05Z',
    });
  });

  it('names the occurrence by id and the problem by type and target, also when it is over', async () => {
    const begun = { id: 7, status: 'open', rule: { id: 'r' }, host: 'h', count: 1 };
    const read = (change: object) => one({ alerts: [{ ...begun, ...change }] }, map);
    const [first, again, over, elsewhere] = await Promise.all([
      read({}),
      read({ count: 2 }),
      read({ status: 'closed' }),
      read({ host: 'h2', id: 8 }),
    ]);
    expect(again.id).toBe(first.id);
    expect(over.id).not.toBe(first.id);
    expect(over).toMatchObject({ fingerprint: first.fingerprint, state: 'resolved' });
    expect(elsewhere.fingerprint).not.toBe(first.fingerprint);
  });

  it('without each takes the items of a list, or the whole', async () => {
    expect((await alerts([{ a: 1 }, { a: 2 }], { title: '"n" & a' })).map(({ title }) => title)).toEqual(['n1', 'n2']);
    expect((await one({ a: 1 }, { title: '"n" & a' })).title).toBe('n1');
  });

  it('may make records of its own, and still nothing is lost', async () => {
    const alert = await one({ top: 'x', in: [{ a: 'y', b: 'z' }] }, { each: 'in.{ "made": a }', title: 'made' });
    expect(alert.title).toBe('y');
    expect(Object.values(alert.facts)).toEqual(expect.arrayContaining(['x', 'z']));
  });

  it('takes texts and numbers for records too', async () => {
    const found = await alerts({ lines: ['door open', 'door closed'] }, { each: 'lines', title: '$' });
    expect(found.map(({ title, facts }) => [title, facts['value']])).toEqual([
      ['door open', 'door open'],
      ['door closed', 'door closed'],
    ]);
  });

  it('keeps the items of a list apart: what one says is no fact of another', async () => {
    const [first] = await alerts(fixture('two-alerts'), { each: 'alerts[priority="P1"]' });
    expect(JSON.stringify(first)).not.toContain('backup-02');
  });

  it('leaves alone what ignoreWhen says, and what is empty', async () => {
    expect(await readAs('custom', { kind: 'ping' }, { ignoreWhen: 'kind = "ping"' })).toEqual({
      kind: 'ignored',
      reason: 'unwanted',
    });
    expect(await readAs('custom', { alerts: [] }, { each: 'alerts' })).toEqual({ kind: 'empty' });
  });
});

it('the mapping on the page of the type has no mistake', () => {
  const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(sources.custom.about.setup.join('\n')) ?? [];
  const { map: shown } = parse(yaml.replace(/^ {3}/gm, ''));
  expect(expressionsIn(shown).length).toBeGreaterThan(10);
  expect(checkMap({ type: 'custom', map: MapSetting.parse(shown) }, [])).toEqual([]);
});

describe('nothing an expression does loses the alert', () => {
  const payload = { id: 1, title: 'Door open', severity: 'high', status: 'open', text: `${'a'.repeat(40)}!`, n: 1e9 };
  it.each([
    ['an error', { title: '$number(title)' }, 'title', /Unable to cast/],
    ['an endless loop', { title: '($f := function($x) { $f($x + 1) }; $f(1))' }, 'title', /250 ms/],
    ['endless depth', { title: '($f := function($x) { 1 + $f($x + 1) }; $f(1))' }, 'title', /too deep/],
    ['a regular expression without end', { title: '$contains(text, /(a+)+$/)' }, 'title', /match took too long/],
    ['a list without end', { title: '[1..n]' }, 'title', /too long/],
    ['a function that nobody called', { title: '$uppercase' }, 'title', /function/],
    ['no time', { occurredAt: 'title' }, 'occurredAt', /no time/],
    ['neither true nor false', { resolvedWhen: 'status' }, 'resolvedWhen', /neither true nor false/],
    ['a choice that fails', { each: '$number(title)' }, 'each', /Unable to cast/],
    ['a choice of nothing', { each: 'alerts' }, 'each', /chose nothing/],
  ])('%s', async (_, mapping, field, reason) => {
    const alert = await one(payload, mapping);
    expect(alert).toMatchObject({ title: 'Door open', severity: 'high', state: 'open', labels: { mapping: 'failed' } });
    expect(alert.facts[`mapping.${field}`]).toMatch(reason);
    expect(JSON.stringify(alert.facts)).toContain(payload.text);
  });

  it('all expressions of a webhook end together', async () => {
    const bindings = { payload: {}, headers: {}, receivedAt, envelope: undefined };
    const evaluate = evaluator(bindings, 100);
    expect(await evaluate('($f := function($x) { $f($x + 1) }; $f(1))', {})).toHaveProperty('failed');
    expect(await evaluate('1', {})).toEqual({ failed: expect.stringContaining('more than 100 ms') });
  });

  it.each([
    ['$replace(text, /b/, "c")', 'aXcXcX'],
    ['$match(text, /([a-z])X/).groups', ['a', 'b', 'b']],
    ['$split(text, /X/)', ['a', 'b', 'b', '']],
    ['$distinct($split(text, "X"))', ['a', 'b', '']],
    ['$contains(text, /^b/)', false],
  ])('%s is what JSONata says', async (expression, value) => {
    const evaluate = evaluator({ payload: {}, headers: {}, receivedAt, envelope: undefined });
    const result = await evaluate(expression, { text: 'aXbXbX' });
    expect('value' in result && JSON.parse(JSON.stringify(result.value))).toEqual(value);
  });

  it('the different items of a long list are found in time', async () => {
    // To compare each with each would take longer than an expression may.
    const list = Array.from({ length: 8_000 }, (_, i) => ({ i }));
    const alert = await one({ title: 'T', list }, { description: '$string($count($distinct(list)))' });
    expect(alert.description).toBe('8000');
  });

  const scalars = (value: unknown): string[] => {
    const text = textOf(value);
    if (text !== undefined) return [text];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(scalars) : [];
  };

  const quoted = (text: string): string => JSON.stringify(text).slice(1, -1);

  it('whatever comes: valid alerts, and every scalar in one of them', async () => {
    const name = fc.constantFrom(
      'alerts',
      'id',
      'rule',
      'name',
      'host',
      'priority',
      'status',
      'tags',
      'x.y',
      '__proto__',
    );
    const record = fc.dictionary(name, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 6 });
    const payloads = fc.oneof(record, fc.array(record, { maxLength: 3 }), fc.jsonValue({ maxDepth: 3 }));
    const { each: _, ...flat } = map;
    await fc.assert(
      fc.asyncProperty(payloads, async (payload) => {
        const found = await alerts(payload, flat);
        const said = JSON.stringify(found);
        // As it is, or as the JSON text of what cannot be read. What may be the number of a card is taken out.
        const isShown = (text: string) => said.includes(quoted(text)) || said.includes(quoted(quoted(text)));
        const wanted = found.length === 0 ? [] : scalars(payload).filter((text) => !/(?:\d\D?){12}/.test(text));
        expect(wanted.filter((text) => !isShown(text.trim()))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('severities of one’s own', () => {
  const table: SeverityTable = { P1: 'high', p4: 'info', '>=9': 'critical', '4-6.9': 'low', '3': 'medium' };
  it.each([
    ['p1', 'high'],
    ['P4', 'info'],
    [9.5, 'critical'],
    ['5', 'low'],
    [3, 'medium'],
    ['whatever', 'medium'],
  ])('%s is %s', async (word, severity) => {
    const alert = await one({ title: 'T', x: word }, { severity: 'x' }, table);
    expect(alert).toMatchObject({ severity, vendorSeverity: String(word) });
  });

  it('count for every type, and for nothing but detections', async () => {
    const falco = { rule: 'R', priority: 'Notice', output: 'o', time: '2026-11-20T09:00:00Z', output_fields: {} };
    const found = await readAs('falco', falco, undefined, { notice: 'critical' });
    expect(found.kind === 'alerts' && found.alerts[0]?.alert).toMatchObject({
      severity: 'critical',
      vendorSeverity: 'Notice',
    });
    const strange = await readAs('falco', 'no JSON at all', undefined, { derived: 'critical' });
    expect(strange.kind === 'alerts' && strange.alerts[0]?.alert).toMatchObject({
      kind: 'unreadable',
      severity: 'medium',
    });
  });
});
