import { isLoopbackHost } from '../addresses.ts';
import { isFields } from '../record.ts';
import { checkId } from './check-sources.ts';
import { type Path, type Problem, unknownName } from './mistakes.ts';
import type { Surroundings } from './surroundings.ts';
import { issuesToProblems } from './zod-problems.ts';

/** Plain HTTP would carry alerts and credentials in the open; only a receiver on this machine may be reached so. */
function checkUrls(value: unknown, path: Path, allowLoopback: boolean): Problem[] {
  if (isFields(value))
    return Object.entries(value).flatMap(([key, inner]) => checkUrls(inner, [...path, key], allowLoopback));
  if (typeof value !== 'string' || !/^http:\/\//i.test(value)) return [];
  const host = URL.parse(value)?.hostname ?? '';
  if (isLoopbackHost(host)) {
    return allowLoopback
      ? []
      : [
          {
            path,
            message: 'is on this machine, which only "npm start" may reach: use the receiver\'s https:// address',
          },
        ];
  }
  return [{ path, message: 'is plain http://, which would carry alerts and credentials in the open: use https://' }];
}

/** Each destination against its own type's settings. */
export function checkDestinations(
  input: Readonly<Record<string, unknown>>,
  { destinationTypes, allowLoopback }: Surroundings,
): Problem[] {
  return Object.entries(input).flatMap(([id, value]) => {
    const path = ['destinations', id];
    const problems = checkId('destination', id, path);
    if (!isFields(value) || typeof value['type'] !== 'string') return problems;
    const { type, ...settings } = value;
    const destination = destinationTypes[type];
    if (destination === undefined) {
      return [
        ...problems,
        { path: [...path, 'type'], message: unknownName('destination type', type, Object.keys(destinationTypes)) },
      ];
    }
    const parsed = destination.settings.safeParse(settings);
    const wrong = parsed.success ? [] : issuesToProblems(parsed.error.issues, settings, path, destination.settingNames);
    return [...problems, ...wrong, ...checkUrls(settings, path, allowLoopback)];
  });
}
