// https://www.elastic.co/docs/reference/security/fields-and-object-schemas/alert-schema, before 8.0 under `signal`.
const places = ['kibana.alert.', 'signal.'] as const;

/** The paths of fields of the alert itself, the newest place first. */
export const own = (...names: readonly string[]): string[] =>
  names.flatMap((name) => places.map((place) => place + name));
