import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { functionNames } from '../../infra/aws/bundle.ts';
import manifest from '../../package.json' with { type: 'json' };
import { childEnv } from '../child-env.ts';
import { readAssembly, writeForeignApp } from './foreign-app.ts';

const run = promisify(execFile);
const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-package-'));
const clone = path.join(folder, 'clone');
const home = path.join(folder, 'home');
const bin = path.join(home, 'node_modules/.bin/tocsin');

/** A copy of what is packed, so that nothing here changes while other tests read it. */
function copyRepository(): void {
  mkdirSync(clone);
  const parts = [
    'infra',
    'lambdas',
    'docs',
    'package.json',
    'README.md',
    'LICENSE',
    'NOTICE',
    'CHANGELOG.md',
    'tsconfig.json',
  ];
  for (const part of parts) cpSync(part, path.join(clone, part), { recursive: true });
  symlinkSync(path.resolve('node_modules'), path.join(clone, 'node_modules'));
}

const npm = (cwd: string, ...words: string[]) =>
  run('npm', [...words, '--offline', '--no-audit', '--no-fund', '--cache', path.join(folder, 'cache')], { cwd });

beforeAll(async () => {
  copyRepository();
  await npm(clone, 'pack');
  mkdirSync(home);
  writeFileSync(path.join(home, 'package.json'), '{}');
  await npm(home, 'install', path.join(clone, `tocsin-${manifest.version}.tgz`));
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The path without the Node of this repository: the command is run by that of the machine, which may be older. */
const PATH = (process.env['PATH'] ?? '')
  .split(path.delimiter)
  .filter((each) => !each.includes('node_modules'))
  .join(path.delimiter);

/** Runs the installed command. */
async function tocsin(...words: string[]) {
  const child = run(bin, words, { cwd: home, env: { ...process.env, PATH } });
  return child.then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      out: error.stdout,
      err: error.stderr,
    }),
  );
}

describe('the package', () => {
  it('installs offline and alone, and leaves the repository as it was', () => {
    expect(readdirSync(path.join(home, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['tocsin']);
    expect(readFileSync(path.join(clone, 'package.json'), 'utf8')).toBe(readFileSync('package.json', 'utf8'));
    expect(readdirSync(clone)).not.toContain('.package.json.repository');
  });

  it('holds compiled code, the licences of what is in it, and no source or test', () => {
    const files = readdirSync(path.join(home, 'node_modules/tocsin'), { recursive: true }).map(String);
    expect(files).toEqual(
      expect.arrayContaining(['dist/tocsin.js', 'dist/samples.jsonl', 'LICENSE', 'NOTICE', 'README.md']),
    );
    const types = ['dist/construct.d.ts', 'dist/options.d.ts'];
    expect(files.filter((file) => /\.ts$|node_modules|test/.test(file) && !types.includes(file))).toEqual([]);
    const licenses = readFileSync(path.join(home, 'node_modules/tocsin/dist/THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of ['commander', 'zod', 'undici', 'yaml', '@aws-sdk/client-dynamodb', 'preact'])
      expect(licenses).toMatch(new RegExp(`^${name} \\d`, 'm'));
  });

  it('runs --version and --help', async () => {
    expect(await tocsin('--version')).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' });
    expect(await tocsin('--help')).toMatchObject({ code: 0, err: '', out: expect.stringContaining('Exit codes:') });
  });

  it('runs check, preview, map and send without the system', async () => {
    cpSync('tocsin.example.yaml', path.join(home, 'tocsin.yaml'));
    const checked = await tocsin('check');
    expect(checked, checked.err).toMatchObject({ code: 0, out: expect.stringContaining('no mistakes') });
    rmSync(path.join(home, 'tocsin.yaml'));
    const sample = path.resolve('infra/local/samples/accuknox.json');
    const previewed = await tocsin('preview', sample);
    expect(previewed).toMatchObject({ code: 0, out: expect.stringContaining('nothing was sent') });
    expect((await tocsin('map', sample)).out).toContain('type: custom');
    const sent = await tocsin('send', 'akto', '--sample', '--url', 'http://127.0.0.1:9');
    expect(sent).toMatchObject({
      code: 3,
      out: '',
      err: expect.stringContaining('nothing answers at http://127.0.0.1:9'),
    });
  });
});

describe('the construct, in an app of somebody else', () => {
  const outdir = path.join(home, 'cdk.out');
  const tsc = (...words: string[]) =>
    run(process.execPath, [path.resolve('node_modules/typescript/bin/tsc'), ...words], { cwd: home });
  const synth = () => run(process.execPath, ['app.ts'], { cwd: home, env: { ...childEnv, PATH, CDK_OUTDIR: outdir } });

  it('has types that need those of CDK alone, and refuse a wrong option', async () => {
    writeForeignApp(home, "retentionDays: 90, throttle: { rate: 200 }, logRole: 'existing'", {
      'wrong-value.ts': "retentionDays: '90'",
      'wrong-name.ts': 'throttel: { rate: 200 }',
    });
    const { stdout } = await tsc().then(
      () => ({ stdout: '' }),
      (error: { stdout: string }) => error,
    );
    const errors = [...stdout.matchAll(/^(\S+?)\(.*error (TS\d+)/gm)].map(([, file, code]) => `${file} ${code}`);
    expect(errors.toSorted(), stdout).toEqual([
      expect.stringMatching(/^wrong-name\.ts (?:TS2561|TS2353)$/),
      'wrong-value.ts TS2322',
    ]);
    expect(stdout.match(/error TS/g)).toHaveLength(errors.length);
  });

  it('is synthesised from the compiled functions, beside other resources, with the options', async () => {
    writeForeignApp(home, "retentionDays: 90, throttle: { rate: 200 }, logRole: 'existing', removalPolicy: 'destroy'");
    await synth();
    const { of, outputs, assets } = readAssembly(outdir);
    expect(of('AWS::S3::Bucket')).toHaveLength(2);
    expect(of('AWS::Lambda::Function').map(({ Description }) => Description)).toEqual(
      functionNames.map((name) => `Tocsin ${name}`),
    );
    expect(assets).toHaveLength(functionNames.length);
    for (const files of assets) expect(files).toEqual(expect.arrayContaining(['index.mjs', 'config.json']));
    expect(assets.filter((files) => files.includes('console.json'))).toHaveLength(1);
    expect(of('AWS::ApiGateway::Stage')[0]?.['MethodSettings']).toEqual([
      expect.objectContaining({ ThrottlingRateLimit: 200, ThrottlingBurstLimit: 2000 }),
    ]);
    expect(of('AWS::DynamoDB::Table')[0]).toMatchObject({ DeletionProtectionEnabled: false });
    expect(outputs).toEqual(expect.arrayContaining(['Hook', 'Others']));
  });

  it('says all mistakes of the configuration and of the options, with what is allowed', async () => {
    writeForeignApp(home, 'retentionDays: 0');
    await expect(synth()).rejects.toMatchObject({
      stderr: expect.stringContaining('option retentionDays: found 0; allowed: a whole number from 1 to 3650'),
    });
    writeForeignApp(home, '');
    writeFileSync(
      path.join(home, 'tocsin.yaml'),
      'version: 1\nsources: {}\ndestinations: {}\nroutes: [{ to: [soc] }]\n',
    );
    await expect(synth()).rejects.toMatchObject({
      stderr: expect.stringContaining('tocsin.yaml:4:17: routes[0].to[0]: unknown destination "soc"'),
    });
  });
});
