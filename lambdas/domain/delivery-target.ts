import { hashOf } from './values/hash.ts';

/**
 * Where a delivery goes within its destination: settings by name, as the operator wrote them or with the id that the vendor
 * gave for a name. Of a setting that is a credential it holds the name of the choice, never the credential.
 */
export type DeliveryTarget = Readonly<Record<string, unknown>>;

const VALUE_MAX = 60;

/** What is cut off is told apart by its hash. */
function shown(value: unknown): string {
  const text = Array.isArray(value) ? value.join(',') : String(value);
  return text.length > VALUE_MAX ? `${text.slice(0, VALUE_MAX)}…${hashOf([text]).slice(0, 8)}` : text;
}

/** A target as one line for logs, keys and people: `channel=C0123456789`. */
export const targetText = (target: DeliveryTarget): string =>
  Object.entries(target)
    .map(([name, value]) => `${name}=${shown(value)}`)
    .join(' ');
