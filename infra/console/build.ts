import { createHash } from 'node:crypto';
import path from 'node:path';
import type { BuildOptions, OutputFile } from 'esbuild';
import type { ConsoleFiles } from '../../lambdas/engine/api/console.ts';

/** The bundler; in an installation without the packages of the tests the slower form of it, which has no install script. */
const { build, buildSync } = await import('esbuild').catch(() => import('esbuild-wasm'));

const WEB = path.join(import.meta.dirname, 'web');

const options = {
  entryPoints: { console: path.join(WEB, 'main.tsx') },
  outdir: WEB,
  bundle: true,
  write: false,
  minify: true,
  format: 'esm',
  target: ['es2022'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  define: { 'process.env.NODE_ENV': '"production"' },
  legalComments: 'none',
  logLevel: 'warning',
} satisfies BuildOptions;

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** A file with its hash in its name, so that it can be kept for ever. */
function named({ path: file, text }: OutputFile): readonly [name: string, type: string, text: string] {
  const { name, ext } = path.parse(file);
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return [`${name}-${hash}${ext}`, types[ext] ?? 'application/octet-stream', text];
}

// A bell, as data: the page makes no request for it.
const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='%233b5bdb' d='M8 1a5 5 0 0 0-5 5v4l-1 2h12l-1-2V6a5 5 0 0 0-5-5zM6 13a2 2 0 0 0 4 0z'/%3E%3C/svg%3E";

const pageOf = (script: string, style: string): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="tocsin-base" content="{base}">
<title>Tocsin</title>
<link rel="icon" href="${icon}">
<link rel="stylesheet" href="{base}/assets/${style}">
<script type="module" src="{base}/assets/${script}"></script>
</head>
<body><div id="app"></div><noscript>The console needs JavaScript; npx --no tocsin does the same in a terminal.</noscript></body>
</html>
`;

function filesOf(outputs: readonly OutputFile[]): ConsoleFiles {
  const all = outputs.map(named);
  const nameOf = (ext: string): string => all.find(([name]) => name.endsWith(ext))?.[0] ?? '';
  return {
    page: pageOf(nameOf('.js'), nameOf('.css')),
    files: Object.fromEntries(all.map(([name, type, text]) => [name, { type, text }])),
  };
}

/** The console, bundled: one script, one style sheet, and the page that loads them. */
export const buildConsoleSync = (): ConsoleFiles => filesOf(buildSync(options).outputFiles);

let built: Promise<ConsoleFiles> | undefined;

/** The same, built at the first request for it. */
export function lazyConsole(): Promise<ConsoleFiles> {
  built ??= build(options).then(({ outputFiles }) => filesOf(outputFiles));
  return built;
}
