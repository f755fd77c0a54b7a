import path from 'node:path';
import type { Variables } from '../../lambdas/config/env.ts';
import type { Config } from '../../lambdas/config/schema.ts';
import { secretNames } from '../../lambdas/config/secrets.ts';
import { createMockDestinations, type MockDestinations } from '../mock-destinations/mock-destinations.ts';
import { createInventedSecrets } from './invented-secrets.ts';
import type { Options } from './options.ts';
import type { System } from './system.ts';

/** What is in use of a configuration: itself, or with mock receivers in the place of its destinations. */
export interface InUse {
  /** Also where the data is kept: what waits for a real destination never reaches a mock receiver. */
  readonly data: string;
  readonly mocks?: MockDestinations;
  /** The secrets that have to be set. */
  secretsOf(config: Config): readonly string[];
  /** Secrets that nobody but this process knows. */
  given(config: Config, known: Variables): Readonly<Record<string, string>>;
  configOf(config: Config): Promise<Config>;
}

/** What is in use, as the options want it; `given` are the secrets of the sample configuration. */
export function inUseOf({ data, sandbox }: Options, given: Readonly<Record<string, string>> = {}): InUse {
  if (!sandbox) return { data, secretsOf: secretNames, given: () => given, configOf: async (config) => config };
  const mocks = createMockDestinations();
  const invented = createInventedSecrets();
  return {
    data: path.join(data, 'sandbox'),
    mocks,
    secretsOf: ({ tokens }) => secretNames(tokens),
    given: (config, known) => ({ ...invented(config, { ...known, ...given }), ...given }),
    configOf: mocks.inPlaceOf,
  };
}

/** Goes on with what is in use of the next configuration. */
export const reloading = (system: System, inUse: InUse): Pick<System, 'reload'> => ({
  reload: async (config, secrets, haveSecretsChanged) =>
    system.reload(await inUse.configOf(config), { ...secrets, ...inUse.given(config, secrets) }, haveSecretsChanged),
});
