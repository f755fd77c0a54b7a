import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeJson } from '../../infra/cli/escape.ts';
import { tableLines } from '../../infra/cli/output.ts';
import { oneLine, visible } from '../../lambdas/domain/values/text.ts';
import { tocsin } from './cli.ts';
import { alertLine, fakeApi, TOKEN } from './fake-api.ts';

/** A page of a list of so many alerts. An empty page with a cursor follows every third page, as the API may answer. */
function pageOf(count: number, cursor: string, limit: number): object {
  const [, from = '0', skip] = /^c(\d+)(e?)$/.exec(cursor) ?? [];
  const start = Number(from);
  const end = skip === 'e' ? start : Math.min(count, start + limit);
  const alerts = Array.from({ length: end - start }, (_, n) => alertLine(start + n));
  const next = `c${end}${skip !== 'e' && end % 600 === 0 ? 'e' : ''}`;
  return { alerts, ...(end < count ? { cursor: next } : {}) };
}

const pagesOf = (count: number) =>
  fakeApi(({ url: { searchParams } }) => ({
    body: pageOf(count, searchParams.get('cursor') ?? 'c0', Number(searchParams.get('limit') ?? 50)),
  }));

interface Listed {
  readonly alerts: readonly { readonly id: string }[];
  readonly cursor?: string;
}

describe('tocsin alerts', () => {
  it('pages through 10,000 alerts, each once', async () => {
    const { url, asked } = await pagesOf(10_000);
    const { code, out, err } = await tocsin(['alerts', '--limit', '20000', '--url', url, '--token', TOKEN]);
    expect([code, err]).toEqual([0, '']);
    const { alerts, cursor }: Listed = JSON.parse(out);
    expect([alerts.length, new Set(alerts.map(({ id }) => id)).size, cursor]).toEqual([10_000, 10_000, undefined]);
    expect(asked.length).toBeLessThan(80);
  });

  it('reads no more than it was asked for, and says that there are more', async () => {
    const { url } = await pagesOf(10_000);
    const { out, err } = await tocsin(['alerts', '--limit', '250', '--url', url, '--token', TOKEN]);
    expect(JSON.parse(out)).toMatchObject({ alerts: { length: 250 }, cursor: expect.any(String) });
    expect(err).toBe('there are more than 250: raise --limit, or narrow the list\n');
  });

  it('sends every filter by the name that the API has for it', async () => {
    const { url, asked } = await fakeApi(() => ({ body: { alerts: [] } }));
    const filters = [
      '--source',
      'a',
      '--severity',
      '>=high',
      '--class',
      'threat',
      '--state',
      'open',
      '--status',
      'dead',
    ];
    const more = ['--destination', 'soc', '--title', 'x*', '--search', 'two words', '--since', '1h'];
    const called = await tocsin(['alerts', ...filters, ...more, '--url', url, '--token', TOKEN, '-o', 'table']);
    expect(called).toEqual({ code: 0, out: 'no alerts\n', err: '' });
    const { since, ...query } = Object.fromEntries(asked[0]?.url.searchParams ?? []);
    expect(query).toEqual({
      source: 'a',
      severity: '>=high',
      class: 'threat',
      state: 'open',
      status: 'dead',
      destination: 'soc',
      title: 'x*',
      q: 'two words',
      limit: '50',
    });
    expect(Math.abs(Date.parse(since ?? '') + 3_600_000 - Date.now())).toBeLessThan(60_000);
  });
});

const hostile = [
  '\u001b]0;owned\u0007',
  '\u001b[2J',
  '\u009b31m',
  '\u202egpj.exe',
  'a\u200bb',
  'x\r\ny\n| z',
  '\u{e0041}',
  '\ud800',
];

describe('texts that attackers wrote', () => {
  it.each(hostile)('%j reaches no terminal, as a table or as JSON', async (title) => {
    const { url } = await fakeApi(() => ({ body: { alerts: [alertLine(1, title)] } }));
    for (const isTerminal of [true, false]) {
      const { out } = await tocsin(['alerts', '--url', url, '--token', TOKEN], { isTerminal });
      expect(out).toMatch(/^[ -~\n…]*$/);
    }
    const line = await tocsin(
      ['tail', '--for', '1s', '--every', '1s', '--since', '1h', '--url', url, '--token', TOKEN],
      { isTerminal: true },
    );
    expect(line.out.trimEnd()).toMatch(/^[ -~]+$/);
    const asked = await tocsin(['alerts', '--url', url, '--token', TOKEN]);
    expect(JSON.parse(asked.out)).toMatchObject({ alerts: [{ title }] });
  });

  it('stays the same value in JSON, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
        const written = safeJson({ value, text }, 2);
        expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify({ value, text })));
        expect(visible(written)).toBe(written);
      }),
    );
  });

  it('is one line of a table, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }), (texts) => {
        const listing = { head: ['A', 'B'], rows: texts.map((text) => ['x', text]), elastic: 1, none: '' };
        const lines = tableLines(listing, { isTerminal: true, isColored: false, columns: 60 });
        expect(lines).toHaveLength(texts.length + 1);
        expect(lines.map(oneLine)).toEqual(lines.map((line) => line.replaceAll(/ +/g, ' ').trim()));
      }),
    );
  });
});

describe('a table', () => {
  const rows = [['critical', `${'long '.repeat(40)}end`, 'id-1']];
  const listing = { head: ['SEVERITY', 'TITLE', 'ID'], rows, elastic: 1, none: 'none' };

  it('fits the terminal and keeps ids whole; the wide one and that of a pipe cut nothing', () => {
    const terminal = { isTerminal: true, isColored: false, columns: 80 };
    const [, line = ''] = tableLines(listing, terminal);
    expect(line.length).toBeLessThanOrEqual(80);
    expect(line).toMatch(/… {2}id-1$/);
    expect(tableLines(listing, terminal, true)[1]).toContain('long end');
    expect(tableLines(listing, { ...terminal, isTerminal: false })[1]).toContain('long end');
  });

  it('shows characters of two columns whole, and many rows with the same columns', () => {
    const texts = ['漢字の題名', '🚨 alarm ✅ ⚡', 'plain'];
    const many = Array.from({ length: 1_000 }, (_, n) => ['high', texts[n % texts.length] ?? '', `id-${n}`]);
    const lines = tableLines({ ...listing, rows: many }, { isTerminal: false, isColored: false, columns: 80 });
    expect(lines).toHaveLength(1_001);
    for (const [n, line] of lines.slice(1).entries()) {
      expect(line).toContain(texts[n % texts.length]);
      expect(line).toMatch(new RegExp(` id-${n}$`));
    }
    const plain = lines.filter((line) => line.includes('plain')).map((line) => line.indexOf('id-'));
    expect(new Set(plain).size).toBe(1);
  });

  it('has colour where it may', () => {
    expect(tableLines(listing, { isTerminal: true, isColored: true, columns: 80 })[1]).toContain('\u001b[31m');
    expect(tableLines({ ...listing, rows: [] }, { isTerminal: true, isColored: true, columns: 80 })).toEqual(['none']);
  });
});
