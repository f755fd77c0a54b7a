import { Construct } from 'constructs';
import { Installation } from './aws/installation.ts';
import type { TocsinOptions } from './aws/options/options.ts';
import { deployedConfig, deployedObject } from './deployed-config.ts';

export type { TocsinOptions };

export interface TocsinProps extends TocsinOptions {
  /** The path of `tocsin.yaml`, or what such a file says as an object. */
  readonly config: string | Readonly<Record<string, unknown>>;
  /** Gets each warning about the configuration as one line. @default standard error */
  readonly onWarning?: (line: string) => void;
}

const toStandardError = (line: string): void => void process.stderr.write(`${line}\n`);

/**
 * An installation of Tocsin in a stack of your own. Throws an error that lists all mistakes of the configuration and of the
 * options.
 */
export class Tocsin extends Construct {
  /** The base of all routes, with a slash at its end. */
  readonly url: string;
  /** The secret with the values of `${NAME}` in sources. */
  readonly sourcesSecretArn: string;
  /** The secret with the values of `${NAME}` in destinations, and with the admin token. */
  readonly destinationsSecretArn: string;
  /** Where alarms are published. */
  readonly alarmTopicArn: string;
  private readonly installation: Installation;

  constructor(scope: Construct, id: string, { config, onWarning = toStandardError, ...options }: TocsinProps) {
    super(scope, id);
    const checked = typeof config === 'string' ? deployedConfig(config, onWarning) : deployedObject(config, onWarning);
    // CDK leaves the id "Default" out of logical ids.
    this.installation = new Installation(this, 'Default', { ...options, config: checked });
    const { url, secrets, alarmTopicArn } = this.installation;
    this.url = url;
    this.sourcesSecretArn = secrets.sources.secretArn;
    this.destinationsSecretArn = secrets.destinations.secretArn;
    this.alarmTopicArn = alarmTopicArn;
  }

  /** Where a source posts to; a source with `auth: token` adds its token as the last part of the path. */
  hookUrl(source: string): string {
    return this.installation.hookUrl(source);
  }
}
