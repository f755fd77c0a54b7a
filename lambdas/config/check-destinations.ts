import { isIP } from 'node:net';
import { isLoopbackHost, mayConnect } from '../domain/addresses.ts';
import { isFields } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';
import { checkId } from './check-sources.ts';
import { checkSettings, checkTargets } from './check-targets.ts';
import { checkCommon, commonSettings, splitCommon } from './common-settings.ts';
import { unknownName } from './mistakes.ts';
import type { Surroundings } from './surroundings.ts';
import type { Part } from './zod-problems.ts';

const onThisMachine = 'is on this machine, which only "npm start" may reach: use the receiver\'s public address';
const inTheOpen = 'is plain http://, which would carry alerts and credentials in the open: use https://';
const notPublic = "is no public address, and Tocsin connects to no other: use the receiver's public name";

/** Every way out that there is (`OutboundRequest.url`). */
const outbound = /^(https?|smtps?|syslog\+tls):\/\//i;

/**
 * Plain HTTP would carry alerts and credentials in the open, and what is private is not reached; only a receiver on
 * this machine may be, when that is allowed.
 */
function urlMistake(value: string, allowLoopback: boolean): string | undefined {
  // Only of the schemes it knows does the parser read a host such as 2852039166 for the number that it is.
  const known = value.replace(/^[a-z+]+:/i, 'https:');
  const host = URL.parse(known)?.hostname.replace(/^\[|\]$/g, '') ?? '';
  if (isLoopbackHost(host)) return allowLoopback ? undefined : onThisMachine;
  if (/^http:/i.test(value)) return inTheOpen;
  return isIP(host) === 0 || mayConnect(host, false) ? undefined : notPublic;
}

function checkUrls(value: unknown, path: Path, allowLoopback: boolean): Problem[] {
  if (isFields(value))
    return Object.entries(value).flatMap(([key, inner]) => checkUrls(inner, [...path, key], allowLoopback));
  if (typeof value !== 'string' || !outbound.test(value)) return [];
  const message = urlMistake(value, allowLoopback);
  return message === undefined ? [] : [{ path, message }];
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
    const { type, ...written } = value;
    const { common, own: settings } = splitCommon(written);
    const destination = Object.hasOwn(destinationTypes, type) ? destinationTypes[type] : undefined;
    if (destination === undefined) {
      return [
        ...problems,
        { path: [...path, 'type'], message: unknownName('destination type', type, Object.keys(destinationTypes)) },
      ];
    }
    const part: Part = {
      base: path,
      namesAt: ({ length }) => (length === path.length ? [...destination.settingNames, ...commonSettings] : []),
      placeholders: true,
      isSecret: (inner) => destination.secrets.includes(String(inner[path.length])),
    };
    const targets = checkTargets(settings, { destination, part });
    // What is wrong with the value of an expression says little while it should not stand there.
    const isSaid = (found: Problem) => targets.some(({ path: at }) => found.path.join().startsWith(at.join()));
    const wrong = checkSettings(settings, { destination, part }).filter((found) => !isSaid(found));
    const urls = checkUrls(settings, path, allowLoopback);
    return [...problems, ...checkCommon(common, path, { ...destination, type }), ...targets, ...wrong, ...urls];
  });
}
