/** How the code is laid out: the size of files, which folder may need which, and what an adapter consists of. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const LINES_MAX = 250;
const FIXTURES_MAX = 700;

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
const modulesIn = (folder: string): string[] => filesIn(folder).filter((file) => file.endsWith('.ts'));
const foldersIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

const modules = [...modulesIn('lambdas'), ...modulesIn('infra')];

/** The files of this repository that a file imports, types included. */
const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, to = '']) =>
    path.join(path.dirname(file), to),
  );

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** What needs what, when every file stands for what `nameOf` makes of it. */
function graphOf(nameOf: (file: string) => string): Graph {
  const graph = new Map<string, Set<string>>();
  for (const file of modules) {
    const needed = graph.get(nameOf(file)) ?? new Set();
    for (const other of importsOf(file)) if (nameOf(other) !== nameOf(file)) needed.add(nameOf(other));
    graph.set(nameOf(file), needed);
  }
  return graph;
}

function reachableFrom(start: string, graph: Graph): Set<string> {
  const found = new Set<string>();
  const open = [...(graph.get(start) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...(graph.get(next) ?? []));
  }
  return found;
}

/** Every name that needs itself through others. */
const circlesIn = (graph: Graph): string[] => [...graph.keys()].filter((name) => reachableFrom(name, graph).has(name));

const roomOf = (file: string): string => path.dirname(file).split(path.sep).slice(0, 2).join('/');

describe('files', () => {
  it(`of code and tests have at most ${LINES_MAX} lines`, () => {
    const linesOf = (file: string) => readFileSync(file, 'utf8').split('\n').length - 1;
    const all = ['lambdas', 'infra', 'test'].flatMap(modulesIn).map((file) => [file, linesOf(file)] as const);
    expect(all.filter(([, lines]) => lines > LINES_MAX).map((each) => each.join(': '))).toEqual([]);
  });

  it(`of test data are fewer than ${FIXTURES_MAX}`, () => {
    expect(filesIn('test/fixtures').length).toBeLessThan(FIXTURES_MAX);
  });
});

describe('folders', () => {
  it('of the product are the rooms that CONTRIBUTING names', () => {
    const contributing = readFileSync('CONTRIBUTING.md', 'utf8');
    const named = [...contributing.matchAll(/^- `lambdas\/(\w+)\/`/gm)].map(([, name]) => name);
    expect(foldersIn('lambdas')).toEqual(named.toSorted());
  });

  it('of the tests are those of the code, and others that CONTRIBUTING names', () => {
    const [section = ''] = /^- `test\/` mirrors[\s\S]*?(?=\n- )/m.exec(readFileSync('CONTRIBUTING.md', 'utf8')) ?? [];
    const named = [...section.matchAll(/`([\w-]+)`/g)].map(([, name]) => name);
    const mirrored = ['infra', ...foldersIn('lambdas'), ...foldersIn('infra')];
    expect(foldersIn('test').filter((name) => ![...mirrored, ...named].includes(name))).toEqual([]);
    expect(foldersIn('test')).toEqual(expect.arrayContaining(named));
  });

  it('need each other in no circle', () => {
    expect(circlesIn(graphOf(path.dirname))).toEqual([]);
  });

  it('need each other in no circle with all that is below them either', () => {
    expect(circlesIn(graphOf(roomOf))).toEqual([]);
  });

  it('of a mock receiver need only its kit', () => {
    const graph = graphOf(path.dirname);
    for (const vendor of foldersIn('infra/sandbox').filter((name) => !['_kit', 'server'].includes(name))) {
      const needed = [...(graph.get(`infra/sandbox/${vendor}`) ?? [])].filter((name) => name.startsWith('infra/'));
      expect(needed, vendor).toEqual(['infra/sandbox/_kit']);
    }
  });

  it('of the mock receivers have no circle of files', () => {
    const graph = graphOf((file) => file);
    expect(circlesIn(graph).filter((file) => file.startsWith('infra/'))).toEqual([]);
  });
});

describe.each(['sources', 'destinations'])('%s', (kind) => {
  const folder = `lambdas/${kind}`;
  const types = foldersIn(folder).filter((name) => name !== '_kit');

  it('are one folder each, with an index', () => {
    const beside =
      kind === 'sources' ? ['index', 'load', 'registry'] : ['index', 'load', 'registry', 'traits-list', 'traits'];
    const files = beside.map((name) => `${folder}/${name}.ts`);
    expect(modulesIn(folder).filter((file) => path.dirname(file) === folder)).toEqual(files);
    const indexes = modulesIn(folder).filter((file) => path.basename(file) === 'index.ts');
    expect(indexes).toEqual(expect.arrayContaining(types.map((type) => `${folder}/${type}/index.ts`)));
  });

  it('are one line in the registry each', () => {
    const lines = readFileSync(`${folder}/registry.ts`, 'utf8').matchAll(
      /^ {2}'?([\w-]+)'?: async \(\) => \(await import\('\.\/([\w-]+)\/index\.ts'\)\)\.\w+,$/gm,
    );
    expect([...lines].map(([, type, from]) => [type, from])).toEqual(types.map((type) => [type, type]));
  });

  it('are in no other list that is written by hand', () => {
    const others = modulesIn(folder).filter((file) => path.dirname(file) === folder && !/registry|-list/.test(file));
    const named = others.filter((file) => types.some((type) => readFileSync(file, 'utf8').includes(`./${type}/`)));
    expect(named).toEqual([]);
  });

  it('are one case table each', () => {
    const tables = filesIn(`test/fixtures/${kind}`).map((file) => path.basename(file, '.json'));
    expect(tables.toSorted()).toEqual(types);
  });
});
