import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import { type FunctionName, sourceDirOf } from '../../infra/aws/bundle.ts';

const storeDir = path.resolve(import.meta.dirname, '../../lambdas/store/dynamodb');
const index = readFileSync(path.join(storeDir, 'index.ts'), 'utf8');

function textOf(options: BuildOptions): string {
  const { outputFiles = [] } = buildSync({
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    ...options,
    write: false,
  });
  return outputFiles.map((file) => file.text).join('');
}

/** The file of each function that the stores are made of, and its name there. */
const imports = new Map(
  [...index.matchAll(/import \{([^}]+)\} from '(\.\/[\w-]+\.ts)'/g)].flatMap(([, names = '', file = '']) =>
    names.split(',').map((each): [string, { name: string; file: string }] => {
      const [name = '', alias = name] = each.trim().split(' as ');
      return [alias, { name, file }];
    }),
  ),
);

/** Of `alerts: { load: (id) => loadAlert(id, table), … }`: the function behind each `alerts.load`. */
function functionsOf(noun: string, lines: string): [string, string][] {
  const found = [...lines.matchAll(/^ {4}(\w+): (?:\([^)]*\) => )?(\w+)\(/gm)];
  return found.map(([, name = '', behind = '']) => [`${noun}.${name}`, behind]);
}

/** All functions of the stores, `<noun>.<function>`, and what stands behind each in `lambdas/store/dynamodb`. */
export const storeFunctions: ReadonlyMap<string, string> = new Map(
  [...index.matchAll(/^ {2}(\w+): \{\n(.*?)^ {2}\},/gms)].flatMap(([, noun = '', lines = '']) =>
    functionsOf(noun, lines),
  ),
);

/** What one function of the stores asks DynamoDB for, in all that it calls. */
function actionsOf(storeFunction: string): string[] {
  const { name, file } = imports.get(storeFunctions.get(storeFunction) ?? '') ?? {};
  if (name === undefined) throw new Error(`${storeFunction}: lambdas/store/dynamodb/index.ts does not say what it is`);
  const text = textOf({ stdin: { contents: `export { ${name} } from '${file}'`, resolveDir: storeDir } });
  const commands = text.matchAll(/new (Get|Put|Update|Delete|Query|Scan|BatchGet|BatchWrite|Transact\w+)Command\d*\(/g);
  return [...commands].map(([, command = '']) => (['Query', 'Scan'].includes(command) ? command : `${command}Item`));
}

/** The functions of the stores that a function's code names, `ledger.increment`, in what it uses of the engine. */
export function storeFunctionsIn(name: FunctionName): string[] {
  const text = textOf({
    entryPoints: [path.join(sourceDirOf(name), 'handler.ts')],
    external: ['../../store/*'],
    outdir: 'unwritten',
  });
  return [...storeFunctions.keys()].filter((each) => {
    const [noun, called] = each.split('.');
    // What is named twice in a bundle gets a number.
    return new RegExp(`\\b${noun}\\d*\\.${called}\\b`).test(text);
  });
}

/** What a function's own code, less what it does not use, asks DynamoDB for. */
export const tableActionsOf = (name: FunctionName): string[] =>
  [...new Set(storeFunctionsIn(name).flatMap(actionsOf))].sort();
