// Starts the bundles that `cdk synth` makes under AWS's own runtime client (aws-lambda-ric), each in a process of its
// own with the template's environment, and lets one webhook pass through all five.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { functionNames } from '../../infra/aws/bundle.ts';
import { readTemplate } from './deployed.ts';
import { isRight, pipeline, type Step } from './pipeline.ts';
import { surround } from './surroundings.ts';

const RIC = 'aws-lambda-ric@4.0.2';
const here = import.meta.dirname;
const root = path.join(here, '../..');
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

const run = (command: string, args: readonly string[], cwd: string): boolean =>
  spawnSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'ignore'] }).status === 0;

/**
 * Its native part is compiled here, once (about a minute; needs cmake, a C++ compiler and Node's headers), in a folder
 * outside the project. Its scripts are run by name, because npm may be set up not to run any.
 */
function installRic(): string | undefined {
  const folder = path.join(tmpdir(), 'tocsin-aws-lambda-ric');
  const ric = path.join(folder, 'node_modules/aws-lambda-ric');
  const entry = path.join(ric, 'index.mjs');
  const isBuilt = () => existsSync(path.join(ric, 'rapid-client.node'));
  if (isBuilt()) return entry;
  say(`building ${RIC} in ${folder} …`);
  mkdirSync(folder, { recursive: true });
  run('npm', ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', RIC], folder);
  for (const script of ['preinstall', 'postinstall']) if (existsSync(ric)) run('sh', [`scripts/${script}.sh`], ric);
  return isBuilt() ? entry : undefined;
}

function synthesise(): string {
  const outdir = mkdtempSync(path.join(tmpdir(), 'tocsin-synth-'));
  const config = path.join(here, 'tocsin.yaml');
  const cdk = path.join(root, 'node_modules/aws-cdk/bin/cdk');
  const args = [cdk, 'synth', '--quiet', '--output', outdir, '-c', `config=${config}`];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`cdk synth failed: ${stderr}`);
  return outdir;
}

function show({ name, answered, ms }: Step): boolean {
  const isOk = answered.kind === 'response' && isRight[name](answered.body);
  const body = answered.kind === 'response' ? JSON.stringify(answered.body) : answered.body;
  say(
    `${isOk ? 'ok  ' : 'FAIL'} ${name.padEnd(9)} ${ms.toFixed(0).padStart(5)} ms  ${isOk ? body.slice(0, 110) : body}`,
  );
  return isOk;
}

/** Whether all five functions answered as they should. */
async function runAll(client: string): Promise<boolean> {
  const outdir = synthesise();
  const surroundings = await surround({
    template: readTemplate(outdir),
    client: [client],
    folderOf: (_, assetPath) => path.join(outdir, assetPath),
  });
  const outcomes: boolean[] = [];
  try {
    for await (const step of pipeline(surroundings)) outcomes.push(show(step));
  } finally {
    await surroundings.close();
    rmSync(outdir, { recursive: true, force: true });
  }
  return outcomes.length === functionNames.length && !outcomes.includes(false);
}

const ric = installRic();
say(
  ric === undefined
    ? `${RIC} could not be built here: THIS RUN USES OUR OWN MINIMAL CLIENT OF THE RUNTIME API INSTEAD`
    : `runtime client: ${RIC}`,
);
process.exitCode = (await runAll(ric ?? path.join(here, 'minimal-runtime.ts'))) ? 0 : 1;
