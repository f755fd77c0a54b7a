import { existsSync } from 'node:fs';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { ConfigMistakes } from '../lambdas/config/mistakes.ts';
import type { Config } from '../lambdas/config/schema.ts';
import { TocsinStack } from './aws/stack.ts';
import { deployedConfig } from './deployed-config.ts';
import { FileMistake } from './file-bytes.ts';

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const tell = (line: string) => void process.stderr.write(`${line}\n`);

/** `tocsin.yaml`, or what `-c config=FILE` says; the example where there is neither, so that a fresh clone synthesises. */
function readConfig(app: App): Config {
  const own = existsSync('tocsin.yaml') ? 'tocsin.yaml' : 'tocsin.example.yaml';
  const file = text(app.node.tryGetContext('config')) ?? own;
  return deployedConfig(file, tell);
}

function build(app: App): void {
  const alarmEmail = text(app.node.tryGetContext('alarmEmail'));
  new TocsinStack(app, text(app.node.tryGetContext('stack')) ?? 'Tocsin', {
    config: readConfig(app),
    setsLogRole: text(app.node.tryGetContext('logRole')) !== 'existing',
    ...(alarmEmail === undefined ? {} : { alarmEmail }),
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
}

try {
  build(new App());
} catch (error) {
  // Mistakes in the configuration are for its author: no stack trace. Anything else is a bug and keeps it.
  const isMistake = error instanceof ConfigMistakes || error instanceof FileMistake;
  if (!isMistake) throw error;
  tell(error.message);
  process.exitCode = 1;
}
