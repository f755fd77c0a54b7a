/** The standards that an alert is sent in. */
export const standards = ['ocsf', 'ecs', 'asim', 'udm', 'asff', 'cef', 'leef', 'cim'] as const;
export type Standard = (typeof standards)[number];

/**
 * The fields of a standard that take what stands in a place of an alert, as paths of names; lists are looked through. One
 * of them is enough. A standard that is not named has no field of its own for it.
 */
export type Fields = Readonly<Partial<Record<Standard, readonly string[]>>>;

/**
 * In UDM the victim is the principal when it was it that called out, a process without a machine is the target's, and
 * what is neither is `about`.
 */
export const nouns = (...paths: readonly string[]): string[] =>
  paths.flatMap((path) => ['principal', 'target', 'about'].map((noun) => `${noun}.${path}`));

/** In the evidences of an OCSF finding; in a data security finding, which has none, at the top. */
export const evidence = (...paths: readonly string[]): string[] => paths.flatMap((path) => [`evidences.${path}`, path]);
