import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Option } from '../aws/options/option.ts';
import { optionList } from '../aws/options/option-list.ts';
import { DIST, ROOT } from './places.ts';

/** What an editor shows of an option. */
const docOf = ({ about, default: otherwise }: Option<unknown>): string => `    /** ${about} @default ${otherwise} */\n`;

/** The declaration of the options, each with what the list says of it. */
function withDocs(declaration: string): string {
  return Object.entries<Option<unknown>>(optionList).reduce(
    (text, [name, option]) => text.replace(`    readonly ${name}?:`, (line) => docOf(option) + line),
    declaration,
  );
}

/** Writes the types of the construct beside it. They need those of CDK and nothing else. */
export function writeDeclarations(): void {
  const folder = mkdtempSync(path.join(ROOT, '.declarations-'));
  try {
    const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
    const project = { extends: '../tsconfig.json', include: ['../infra/construct.ts'], exclude: [] };
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(project));
    const options = [
      '--noEmit',
      'false',
      '--declaration',
      '--emitDeclarationOnly',
      '--rootDir',
      ROOT,
      '--outDir',
      folder,
    ];
    execFileSync(process.execPath, [tsc, '-p', path.join(folder, 'tsconfig.json'), ...options], { stdio: 'inherit' });
    const read = (file: string): string => readFileSync(path.join(folder, 'infra', file), 'utf8');
    writeFileSync(path.join(DIST, 'options.d.ts'), withDocs(read('aws/options/options.d.ts')));
    writeFileSync(
      path.join(DIST, 'construct.d.ts'),
      read('construct.d.ts').replace('./aws/options/options.ts', './options.js'),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
