import type { Destination } from '../destinations/_kit/define-destination.ts';
import type { Fields } from '../domain/values/json-fields.ts';
import type { Problem } from '../domain/values/problem.ts';

/** What a configuration is held against: the registries, and where it will run. */
export interface Surroundings {
  readonly sourceTypes: readonly string[];
  readonly destinationTypes: Readonly<Record<string, Destination>>;
  /** Under `npm start` a receiver may be on this machine; on AWS it may not. */
  readonly allowLoopback: boolean;
  /** Reads a file that the configuration names, relative to it; nothing when it cannot be read. */
  readFile?(name: string): string | undefined;
  /** Whether a secret has a value; absent where no secret is known. */
  isSet?(name: string): boolean;
  /**
   * What a deployment has to know of the destinations and the file does not say; absent where nothing is deployed. A
   * deployment uploads the file, so with this a secret in plain text is a mistake and not a warning.
   */
  deploymentProblems?(destinations: Fields): readonly Problem[];
}
