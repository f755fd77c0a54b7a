/**
 * Fields of the alert, version 1, with the paths of version 2 that took what stood there. `match` knows the old names for
 * one release, with a warning.
 */
export const oldFields: Readonly<Record<string, readonly string[]>> = {
  'target.cluster': ['kubernetes.cluster'],
  'target.namespace': ['kubernetes.namespace'],
  'target.workload': ['kubernetes.workload'],
  'target.pod': ['kubernetes.pod'],
  'target.container': ['container.name'],
  'target.image': ['container.image'],
  'target.resource': [
    'file.path',
    'file.name',
    'cloud.resource.uid',
    'cloud.resource.name',
    'code.repository',
    'vulnerabilities.package',
    'target.domain',
  ],
  'actor.process': ['actor.process.name'],
};

/** The paths that an old name stands for; nothing when it is none. */
export const pathsOfOld = (name: string): readonly string[] | undefined =>
  Object.hasOwn(oldFields, name) ? oldFields[name] : undefined;

/** Says that a field has another name now, and which. */
export const renamedTo = (name: string, paths: readonly string[]): string =>
  `"${name}" is a name of the alert's version 1, which the next release refuses: write ${paths.map((path) => `"${path}"`).join(' or ')}`;
