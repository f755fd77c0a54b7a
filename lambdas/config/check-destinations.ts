import { isIP } from 'node:net';
import { addressKind, isLoopbackHost, isMetadataHost } from '../domain/addresses.ts';
import { type Allowance, allowanceOf, mayReach } from '../domain/allow-addresses.ts';
import { renameOldPaths } from '../domain/expression/old-paths.ts';
import { type Fields, isFields } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';
import { checkId } from './check-sources.ts';
import { checkSettings, checkTargets, doubtfulSettings } from './check-targets.ts';
import { checkCommon } from './common-settings.ts';
import { unknownName } from './mistakes.ts';
import { allowedEntries } from './reach-settings.ts';
import { commonSettings, splitCommon } from './split-common.ts';
import type { Surroundings } from './surroundings.ts';
import { unknownFieldIn } from './unknown-fields.ts';
import type { Part } from './zod-problems.ts';

const onThisMachine = 'is on this machine, which only "npm start" may reach: use the receiver\'s public address';
const inTheOpen =
  'is plain http://, which would carry alerts and credentials in the open: use https://, or name the receiver in allowAddresses';
const notPublic =
  "is no public address: use the receiver's public name, or name the address in allowAddresses to reach it inside your network";
const neverReached =
  'is no public address but a link-local, metadata or reserved one, and Tocsin connects to none, whatever allowAddresses says';

const withCredentials =
  'carries a user name or a password, which are not sent: remove them, and use the settings for credentials, such as headers';

/** Every way out that there is (`OutboundRequest.url`). */
const outbound = /^(https?|smtps?|syslog\+tls):\/\//i;

/** What is wrong with a host as a target, and whether `allowAddresses` names it, or might. */
function hostMistake(host: string, allowance: Allowance): { readonly mistake?: string; readonly isNamed: boolean } {
  const isAddress = isIP(host) !== 0;
  const isNamed = isAddress ? allowance.names(host, host) : allowance.mayName(host);
  if (isMetadataHost(host) || (isAddress && addressKind(host) === 'never')) return { mistake: neverReached, isNamed };
  if (!isAddress || mayReach(host, host, allowance)) return { isNamed };
  return { mistake: notPublic, isNamed };
}

const hasUser = (url: string): boolean => {
  const { username = '', password = '' } = URL.parse(url) ?? {};
  return username + password !== '';
};

/**
 * Plain HTTP would carry alerts and credentials in the open, and what is private is not reached; only a receiver on
 * this machine may be, when that is allowed, and what `allowAddresses` names.
 */
function urlMistake(value: string, allowance: Allowance): string | undefined {
  // Only of the schemes it knows does the parser read a host such as 2852039166 for the number that it is.
  const known = value.replace(/^[a-z+]+:/i, 'https:');
  const host = URL.parse(known)?.hostname.replace(/^\[|\]$/g, '') ?? '';
  if (hasUser(known)) return withCredentials;
  const { mistake, isNamed } = hostMistake(host, allowance);
  if (isLoopbackHost(host)) return allowance.allowLoopback || (isIP(host) !== 0 && isNamed) ? undefined : onThisMachine;
  return mistake ?? (/^http:/i.test(value) && !isNamed ? inTheOpen : undefined);
}

function checkUrls(value: unknown, path: Path, allowance: Allowance): Problem[] {
  if (isFields(value))
    return Object.entries(value).flatMap(([key, inner]) => checkUrls(inner, [...path, key], allowance));
  if (typeof value !== 'string' || !outbound.test(value)) return [];
  const message = urlMistake(value, allowance);
  return message === undefined ? [] : [{ path, message }];
}

/** Only what runs on one machine can hold a connection to Slack open. */
function socketModeMistake({ appToken, signingSecret }: Fields, path: Path, allowLoopback: boolean): Problem[] {
  if (allowLoopback || appToken === undefined || signingSecret !== undefined) return [];
  const message =
    'works under "npm start" alone, because Lambda keeps no connection open: set signingSecret in its place';
  return [{ path: [...path, 'appToken'], message }];
}

/** Each destination against its own type's settings. */
export function checkDestinations(
  input: Readonly<Record<string, unknown>>,
  surroundings: Surroundings,
  defaults: Fields = {},
): Problem[] {
  const { destinationTypes, allowLoopback } = surroundings;
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
    const isReported = (found: Problem) => targets.some(({ path: at }) => found.path.join().startsWith(at.join()));
    const wrong = checkSettings(settings, { destination, part }).filter((found) => !isReported(found));
    const effective = { ...defaults, ...common };
    const allowance = allowanceOf(allowLoopback, allowedEntries(effective.allowAddresses));
    const reader = { ...destination, type };
    const commonProblems = checkCommon(common, path, surroundings, { effective, reader });
    return [
      ...problems,
      ...commonProblems,
      ...targets,
      ...wrong,
      ...checkUrls(settings, path, allowance),
      ...socketModeMistake(settings, path, allowLoopback),
    ];
  });
}

/** A template that reads what no alert has leaves it out. */
function doubtfulTemplate(template: unknown, path: Path): Problem[] {
  if (typeof template !== 'string') return [];
  const text = unknownFieldIn(renameOldPaths(template).expression);
  return text === undefined ? [] : [{ path, message: `warning: ${text}` }];
}

/** What of the destinations is valid and may not work. */
export const doubtfulDestinations = (
  input: Readonly<Record<string, unknown>>,
  { destinationTypes }: Pick<Surroundings, 'destinationTypes'>,
): Problem[] =>
  Object.entries(input).flatMap(([id, value]) => {
    if (!isFields(value)) return [];
    const { type, ...written } = value;
    const name = String(type);
    const destination = Object.hasOwn(destinationTypes, name) ? destinationTypes[name] : undefined;
    if (destination === undefined) return [];
    const path = ['destinations', id];
    const { own } = splitCommon(written);
    return [...doubtfulSettings(own, destination, path), ...doubtfulTemplate(own['body'], [...path, 'body'])];
  });
