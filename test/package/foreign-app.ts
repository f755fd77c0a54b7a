import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** An app of somebody else: a stack with a bucket of its own and an installation of Tocsin. */
const app = (options: string): string => `import { App, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { Tocsin } from 'tocsin';

class Security extends Stack {
  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, props);
    const archive = new Bucket(this, 'Archive');
    const tocsin = new Tocsin(this, 'Alerts', { config: 'tocsin.yaml', ${options} });
    new CfnOutput(this, 'Hook', { value: tocsin.hookUrl('akto') });
    new CfnOutput(this, 'Others', { value: [archive.bucketArn, tocsin.url, tocsin.alarmTopicArn, tocsin.destinationsSecretArn].join() });
  }
}

const app = new App();
new Security(app, 'Security');
app.synth();
`;

const config = `version: 1
sources:
  akto: { type: akto, auth: { bearer: "\${AKTO_HOOK_TOKEN}" } }
destinations:
  soc: { type: slack, webhookUrl: "\${SLACK_WEBHOOK_URL}" }
routes:
  - to: [soc]
`;

const tsconfigOf = (files: readonly string[]) => ({
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    strict: true,
    noEmit: true,
    // The types of the package itself are checked too.
    skipLibCheck: false,
    types: ['node'],
  },
  files: ['app.ts', 'example.ts', ...files],
});

/** Writes the app into a folder where the package is installed, and others of other options beside it; CDK is that of this repository. */
export function writeForeignApp(home: string, options: string, others: Readonly<Record<string, string>> = {}): void {
  for (const name of ['aws-cdk-lib', 'constructs', '@types']) {
    const link = path.join(home, 'node_modules', name);
    if (!readdirSync(path.join(home, 'node_modules')).includes(name))
      symlinkSync(path.resolve('node_modules', name), link);
  }
  mkdirSync(home, { recursive: true });
  writeFileSync(path.join(home, 'package.json'), '{ "type": "module" }');
  for (const [file, given] of Object.entries({ 'app.ts': options, ...others }))
    writeFileSync(path.join(home, file), app(given));
  const [, example = ''] = /```ts\n([^`]+)```/.exec(readFileSync('docs/aws-construct.md', 'utf8')) ?? [];
  writeFileSync(path.join(home, 'example.ts'), example);
  writeFileSync(path.join(home, 'tocsin.yaml'), config);
  writeFileSync(path.join(home, 'tsconfig.json'), JSON.stringify(tsconfigOf(Object.keys(others))));
}

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** The synthesised template of the app, and the folders of its assets. */
export function readAssembly(outdir: string) {
  const template = JSON.parse(readFileSync(path.join(outdir, 'Security.template.json'), 'utf8'));
  const resources: Resource[] = Object.values(template.Resources);
  const assets = readdirSync(outdir).filter((name) => name.startsWith('asset.'));
  return {
    outputs: Object.keys(template.Outputs),
    of: (type: string) => resources.filter(({ Type }) => Type === type).map(({ Properties }) => Properties),
    assets: assets.map((name) => readdirSync(path.join(outdir, name))),
  };
}
