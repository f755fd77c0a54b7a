import type { Config } from '../../../lambdas/config/schema.ts';

type Named = Readonly<Record<string, unknown>>;

/** What differs between two maps, by name. */
function differences(before: Named, after: Named): readonly string[] {
  const names = (title: string, found: readonly string[]) =>
    found.length === 0 ? [] : [`${title} ${found.join(', ')}`];
  const isSame = (name: string): boolean => JSON.stringify(before[name]) === JSON.stringify(after[name]);
  return [
    ...names(
      'added',
      Object.keys(after).filter((name) => !Object.hasOwn(before, name)),
    ),
    ...names(
      'removed',
      Object.keys(before).filter((name) => !Object.hasOwn(after, name)),
    ),
    ...names(
      'changed',
      Object.keys(after).filter((name) => Object.hasOwn(before, name) && !isSame(name)),
    ),
  ];
}

/** Routes by name; routes of one name are compared together. */
const routesOf = ({ routes }: Config): Named => Object.fromEntries(Map.groupBy(routes, ({ name }) => name));

const described: readonly string[] = ['version', 'sources', 'destinations', 'routes'];

/** Sections of which only the name is said. */
const otherSections = (before: Config, after: Config): readonly string[] => {
  const [old, now]: readonly Named[] = [{ ...before }, { ...after }];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter(
    (name) => !described.includes(name) && JSON.stringify(old?.[name]) !== JSON.stringify(now?.[name]),
  );
};

/** A configuration and the values that its `${NAME}` stand for. */
export interface Setup {
  readonly config: Config;
  readonly secrets: Readonly<Record<string, string | undefined>>;
}

/** Names of the secrets, among `names`, whose value is another one. */
export const changedSecrets = (before: Setup, after: Setup, names: readonly string[]): readonly string[] =>
  names.filter((name) => before.secrets[name] !== after.secrets[name]);

/** In one line what a reload changes; nothing when all is as before. Of a secret only the name is shown. */
export function changesBetween(before: Setup, after: Setup, secretNames: readonly string[]): string | undefined {
  const parts = [
    ['sources', differences(before.config.sources, after.config.sources)],
    ['destinations', differences(before.config.destinations, after.config.destinations)],
    ['routes', differences(routesOf(before.config), routesOf(after.config))],
  ] as const;
  const secrets = changedSecrets(before, after, secretNames);
  const lines = [
    ...parts.flatMap(([title, found]) => (found.length === 0 ? [] : [`${title} ${found.join(', ')}`])),
    ...otherSections(before.config, after.config).map((name) => `${name} changed`),
    ...(secrets.length === 0 ? [] : [`secrets changed ${secrets.join(', ')}`]),
  ];
  return lines.length === 0 ? undefined : lines.join('; ');
}
