import type { Hashes } from '../../../../domain/places.ts';
import type { Dig } from '../../field-reader.ts';
import { hashesIn } from '../../typed-values.ts';

/** The digests of a list of https://schema.ocsf.io/1.8.0/objects/fingerprint; of others the value stays a fact. */
export const hashesAt = (said: Dig, path: string): Hashes | undefined =>
  hashesIn(said, ...said.list(path).map((_, i) => `${path}.${i}.value`));
