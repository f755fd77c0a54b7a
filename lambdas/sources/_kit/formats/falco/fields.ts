import { type Fields, textOf } from '../../../../domain/values/json-fields.ts';
import { type Layer, type Lookup, lookup } from '../../../../domain/values/lookup.ts';

// Names of https://falco.org/docs/reference/rules/supported-fields/ and of the plugins k8saudit, k8smeta, cloudtrail, okta,
// github and gcpaudit (https://github.com/falcosecurity/plugins), as their own rules write them; Sysdig adds labels of its own under `kubernetes.`, `host.` and `container.image.`.

/** Falco writes `<NA>` for a field that this event has not. */
const isAbsent = (value: unknown): boolean => /^<?NA>?$/i.test(textOf(value)?.trim() ?? 'NA') || value === 'null';

/** Fields by their dotted names, without those that say nothing. */
export const falcoLookup = (...layers: readonly Layer[]): Lookup =>
  lookup(
    ...layers.map(
      ([path, fields]): Layer => [
        path,
        Object.fromEntries(Object.entries(fields).filter(([, value]) => typeof value === 'object' || !isAbsent(value))),
      ],
    ),
  );

/** Fields without a dot are none of Falco's: an operator's custom fields, for routes such as `labels.env`. */
export const customFields = (fields: Fields): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const text = name.includes('.') || name === '' ? undefined : textOf(value);
      return text === undefined ? [] : [[name, text]];
    }),
  );
