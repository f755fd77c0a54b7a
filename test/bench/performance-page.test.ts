/** docs/performance.md: a run on any machine writes the same sections, tables, budgets and pictures. */
import { readFileSync, statSync } from 'node:fs';
import { DOMParser } from '@xmldom/xmldom';
import { beforeAll, describe, expect, it } from 'vitest';
import { generatedPart } from '../generated-page.ts';
import { isHeld, verdictCells } from './one-machine/rows.ts';
import { parseBench } from './options.ts';
import { type Chart, svgOf } from './publish/charts.ts';
import { budgetRows, type Measured } from './publish/measured.ts';
import { chartsOf, pageOf } from './publish/page.ts';
import { PUBLISH } from './publish/publish.ts';
import { measureSmall } from './sample.ts';

const PAGE = 'docs/performance.md';
const MAX_SVG_BYTES = 60_000;
/** The names of the axes, with their units. */
const axes = ['alerts stored', 'ms for each alert', 'MB', 'seconds since the destination is back', 'alerts'];

const published = generatedPart(PAGE, PUBLISH);
const withoutFigures = (text: string): string => text.replaceAll(/\d[\d,.]*/g, 'N');
const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

/** The rows of the verdicts: what, budget, with margin, measured, verdict. */
const verdictsIn = (page: string): string[][] =>
  (page.split('## Verdicts')[1]?.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map(cellsOf);

/** What does not depend on the machine: the first cell of each row, heads, headings, commands and sentences. */
function structureOf(page: string): string[] {
  const lines = page
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('Measured on '))
    .map((line) => (line.startsWith('| ') && /\d/.test(line) ? (cellsOf(line)[0] ?? '') : line))
    .map(withoutFigures);
  return lines.filter((line, i) => line !== lines[i - 1]);
}

/** Refuses what is no XML, and a bare ampersand, which the parser lets pass; answers the texts of the picture. */
function parseXml(text: string): string[] {
  if (/&(?!(?:[a-z]+|#\d+);)/.test(text)) throw new Error('found an ampersand that is not escaped');
  const document = new DOMParser({
    onError: (level, message) => {
      throw new Error(`${level}: ${message}`);
    },
  }).parseFromString(text, 'image/svg+xml');
  return [...document.getElementsByTagName('text')].map(({ textContent }) => textContent ?? '');
}

describe('the page as it is published', () => {
  it('has a verdict for every budget, which its figures bear out', () => {
    const rows = verdictsIn(published);
    expect(rows.length).toBeGreaterThan(25);
    for (const [what, budget = '', allowed, measured, verdict] of rows) {
      const [limit, value] = [Number(allowed), Number(measured)];
      const isHeld = budget.startsWith('≥') ? value >= limit : value <= limit;
      expect(verdict, what).toBe(isHeld ? 'held' : 'NOT HELD');
    }
  });

  it('says on what it was measured', () => {
    expect(published).toMatch(
      /^Measured on \d{4}-\d\d-\d\d: [^,]+, \d+ cores, \d+ GB, [^,]+, Node v\d+\.\d+\.\d+; load average before it \d/,
    );
  });

  const text = readFileSync(PAGE, 'utf8');
  const commands = [...text.matchAll(/npm run bench(?: -- ([^\n`]+))?/g)].map(([, args = '']) => args);

  it.each([...new Set(commands)])('names a command that there is: npm run bench -- %s', (args) => {
    expect(() => parseBench(args.split(' ').filter((word) => word !== ''))).not.toThrow();
  });

  it('configures other forwarders to post where the receiver listens', () => {
    const { target } = parseBench(['--target', 'http://127.0.0.1:2801/']);
    const named = [...text.matchAll(/http:\/\/127\.0\.0\.1:(\d+)\/hook/g)].map(([, port]) => Number(port));
    expect(named.length).toBeGreaterThan(2);
    expect(new Set(named)).toEqual(new Set([target?.receiverPort]));
  });

  it('shows pictures that are XML, small, and named on their axes', () => {
    const files = [...published.matchAll(/!\[[^\]]+\]\((pictures\/[\w-]+\.svg)\)/g)].map(([, file]) => `docs/${file}`);
    expect(files).toHaveLength(3);
    for (const file of files) {
      expect(statSync(file).size).toBeLessThan(MAX_SVG_BYTES);
      const texts = parseXml(readFileSync(file, 'utf8'));
      expect(
        texts.filter((each) => axes.includes(each)),
        file,
      ).toHaveLength(2);
    }
  });
});

describe('a small run', () => {
  let measured: Measured;
  beforeAll(async () => {
    measured = await measureSmall();
  });

  it('writes the same sections, tables and budgets as are published', () => {
    expect(structureOf(pageOf(measured))).toEqual(structureOf(published));
    const budgets = (page: string) =>
      verdictsIn(page).map(([what = '', budget, allowed]) => [withoutFigures(what), budget, allowed]);
    expect(budgets(pageOf(measured))).toEqual(budgets(published));
  });

  it('measures every figure', () => {
    expect(pageOf(measured)).not.toMatch(/\b(NaN|none|undefined|Infinity)\b/);
    expect(measured.backlog).toMatchObject({ accepted: 60, arrived: 60, repeated: 0 });
    expect(measured.backlog.waiting.at(0)).toEqual([0, 60]);
    expect(measured.backlog.waiting.at(-1)?.[1]).toBe(0);
    expect(measured.growth.map(({ stored }) => stored)).toEqual([100, 200]);
    for (const { lost } of measured.open.tocsin.values()) expect(lost).toBe(0);
  });

  it('holds the budgets that other work on the machine does not move much: processor time, memory and losses', () => {
    const steady = /^closed loop: CPU|never arrived$|memory grew by$/;
    const rows = budgetRows(measured).filter(({ what }) => steady.test(what));
    expect(rows).toHaveLength(7);
    expect(rows.filter((row) => !isHeld(row)).map(verdictCells)).toEqual([]);
  });

  it('draws pictures that are XML and the same for the same figures', () => {
    for (const chart of chartsOf(measured).values()) {
      const svg = svgOf(chart);
      expect(parseXml(svg)).toEqual(expect.arrayContaining([chart.x, chart.y]));
      expect(Buffer.byteLength(svg)).toBeLessThan(MAX_SVG_BYTES);
      expect(svgOf(chart)).toBe(svg);
    }
  });
});

it('a chart of many points and of names with markup is small and XML all the same', () => {
  const points = Array.from({ length: 400 }, (_, i) => [i * 1000, Math.sin(i) * 1e6] as const);
  const chart: Chart = { title: '<t> & u', x: 'a & b <c>', y: '"y"', lines: [{ name: ']]><script>', points }] };
  expect(parseXml(svgOf(chart))).toEqual(expect.arrayContaining([chart.x, chart.y, ']]><script>']));
  expect(svgOf(chart)).toContain('<title>&lt;t&gt; &amp; u</title>');
  expect(Buffer.byteLength(svgOf(chart))).toBeLessThan(MAX_SVG_BYTES);
});

it('a picture that is no XML is refused', () => {
  expect(() => parseXml('<svg xmlns="http://www.w3.org/2000/svg"><text>a</svg>')).toThrow();
  expect(() => parseXml('<svg xmlns="http://www.w3.org/2000/svg"><text>a & b</text></svg>')).toThrow();
});
