import { existsSync } from 'node:fs';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { ConfigMistakes } from '../lambdas/config/mistakes.ts';
import type { Config } from '../lambdas/config/schema.ts';
import type { Fields } from '../lambdas/domain/values/json-fields.ts';
import type { TocsinOptions } from './aws/options/options.ts';
import { OptionMistakes, readOptions, unknownOptions } from './aws/options/read-options.ts';
import { TocsinStack } from './aws/stack.ts';
import { deployedConfig } from './deployed-config.ts';
import { FileMistake } from './file-bytes.ts';

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const print = (line: string) => void process.stderr.write(`${line}\n`);

/** `tocsin.yaml`, or what `-c config=FILE` says; the example where there is neither, so that a fresh clone synthesises. */
function readConfig(context: Fields): Config {
  const own = existsSync('tocsin.yaml') ? 'tocsin.yaml' : 'tocsin.example.yaml';
  return deployedConfig(text(context['config']) ?? own, print);
}

/** Options come as context values: `-c NAME=VALUE`, or the `context` of `cdk.json`. */
function readContext(context: Fields): TocsinOptions {
  return readOptions(context, unknownOptions(Object.keys(context), ['config', 'stack']));
}

/** Mistakes are for the operator: no stack trace. Anything else is a bug and keeps it. */
function withoutTrace<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const isMistake = [ConfigMistakes, FileMistake, OptionMistakes].some((each) => error instanceof each);
    if (!isMistake || !(error instanceof Error)) throw error;
    print(error.message);
    process.exitCode = 1;
    return undefined;
  }
}

function build(app: App): void {
  const context: Fields = app.node.getAllContext();
  const options = withoutTrace(() => readContext(context));
  const config = withoutTrace(() => readConfig(context));
  if (options === undefined || config === undefined) return;
  new TocsinStack(app, text(context['stack']) ?? 'Tocsin', { config, ...options });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
}

const app = new App();
withoutTrace(() => build(app));
