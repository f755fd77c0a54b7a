import { isTemplate } from '../destinations/_kit/targets/template.ts';
import { isFields } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';
import { formOf } from './check-choice.ts';
import { secretNames } from './secrets.ts';
import type { Surroundings } from './surroundings.ts';

type Section = Readonly<Record<string, unknown>>;

/** What is written as `${…}` and is none: it would be sent as it stands, or be the credential that a sender has to give. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const ALLOWED = `allowed: "\${NAME}", a name of letters, digits and _ that begins with a letter or _`;
const SHOWN = 60;

/** A name that the operator may have meant. */
const likely = (inner: string): string => {
  const name = inner
    .trim()
    .replace(/\W+/g, '_')
    .replace(/^(?=\d)/, '_');
  return NAME.test(name) ? `: did you mean "\${${name.toUpperCase()}}"?` : ';';
};

/** A token or an address that was put into the braces itself. */
const mayBeSecret = (inner: string): boolean => inner.includes('://') || (inner.length >= 20 && /\d/.test(inner));

/** What stands in braces may end with a default, which may be a secret. */
function wrongInner(inner: string): string {
  const [, name = '', operator = ''] = /^(\w+)(:[-=?+])/.exec(inner) ?? [];
  if (operator !== '')
    return `found "\${${name}${operator}…}"; a placeholder has no default value: write "\${${name}}" and set ${name}`;
  if (mayBeSecret(inner))
    return `holds in \${ } what is not the name of a variable (not shown, for it may be a secret); ${ALLOWED}`;
  const shown = inner.length > SHOWN ? `${inner.slice(0, SHOWN)}…` : inner;
  return `found "\${${shown}}", which is not the name of a variable${likely(inner)} ${ALLOWED}`;
}

/** The first thing that is wrong with the placeholders of a text. */
function placeholderMistake(text: string): string | undefined {
  const [, ...rest] = text.split('${');
  for (const each of rest) {
    const end = each.indexOf('}');
    if (end < 0) return `a "\${" is not closed with "}"; ${ALLOWED}`;
    const inner = each.slice(0, end);
    if (!NAME.test(inner)) return wrongInner(inner);
  }
  return undefined;
}

/** Quotes as word processors write them belong to the text. */
const isTypographic = (text: string): boolean => /^[\u2018-\u201f]/.test(text);
const typographic = 'begins with a typographic quote, which is part of the text: use straight quotes, "…"';

/** A credential that is written as shells and pipelines write one. */
function shellMistake(text: string): string | undefined {
  const name = /^\$\(?(\w+)\)?$|^%(\w+)%$/
    .exec(text)
    ?.slice(1)
    .find((each) => each !== undefined);
  if (name !== undefined && NAME.test(name))
    return `found ${JSON.stringify(text)}; a placeholder has braces: write "\${${name}}"`;
  return isTemplate(text) ? `takes no expression; a secret is written "\${NAME}"` : undefined;
}

const authMistake = (text: string): string | undefined =>
  isTypographic(text) ? typographic : (placeholderMistake(text) ?? shellMistake(text));

type Judge = (text: string, path: Path) => string | undefined;

function walk(value: unknown, path: Path, judge: Judge): Problem[] {
  if (Array.isArray(value)) return value.flatMap((inner, i) => walk(inner, [...path, i], judge));
  if (isFields(value)) return Object.entries(value).flatMap(([key, inner]) => walk(inner, [...path, key], judge));
  if (typeof value !== 'string') return [];
  const message = judge(value, path);
  return message === undefined ? [] : [{ path, message }];
}

/** Settings that are an expression as a whole, or hold some: `${` has a meaning of its own there. */
const expressions: ReadonlySet<string> = new Set(['body', 'message']);

interface SettingKind {
  readonly isSecret: boolean;
  /** The form in which the alert may choose it. */
  readonly form?: string;
}

function settingMistake(text: string, { isSecret, form }: SettingKind): string | undefined {
  if (isTypographic(text)) return typographic;
  const wrong = placeholderMistake(text);
  if (wrong === undefined) return isSecret && !isTemplate(text) ? shellMistake(text) : undefined;
  const isPath = form !== undefined && text.includes('.');
  return isPath ? `${wrong}; for a value by the alert write ${form}` : wrong;
}

function inDestination(
  id: string,
  settings: Section,
  secrets: readonly string[],
  targets: readonly string[],
): Problem[] {
  return Object.entries(settings).flatMap(([name, value]) => {
    if (expressions.has(name)) return [];
    const kind = { isSecret: secrets.includes(name), ...(targets.includes(name) ? { form: formOf(name) } : {}) };
    return walk(value, ['destinations', id, name], (text) => settingMistake(text, kind));
  });
}

/** The parts of a file that may hold placeholders. */
interface Placeholders {
  readonly sources: Section;
  readonly destinations: Section;
  readonly defaults: Section;
}

/** The placeholders of sources' credentials, of destinations and of their defaults. */
export function checkPlaceholders(
  { sources, destinations, defaults }: Placeholders,
  { destinationTypes }: Pick<Surroundings, 'destinationTypes'>,
): Problem[] {
  const ofSources = Object.entries(sources).flatMap(([id, source]) =>
    isFields(source) ? walk(source['auth'], ['sources', id, 'auth'], authMistake) : [],
  );
  const ofDestinations = Object.entries(destinations).flatMap(([id, settings]) => {
    if (!isFields(settings)) return [];
    const type = String(settings['type']);
    const known = Object.hasOwn(destinationTypes, type) ? destinationTypes[type] : undefined;
    return inDestination(id, settings, known?.secrets ?? [], Object.keys(known?.targets ?? {}));
  });
  const ofDefaults = walk(defaults, ['defaults'], placeholderMistake);
  return [...ofSources, ...ofDestinations, ...ofDefaults];
}

function unsetMessage(names: readonly string[]): string {
  const [are, them] = names.length === 1 ? ['is', 'it'] : ['are', 'them'];
  return `${names.join(' and ')} ${are} not set: set ${them} in the environment or in .env; what needs ${them} waits`;
}

/** Names of secrets that nobody has set, each at the first place that needs it. */
export function unsetSecrets(
  { sources, destinations, defaults }: Placeholders,
  isSet: (name: string) => boolean,
): Problem[] {
  const seen = new Set<string>();
  const judge: Judge = (text) => {
    const missing = secretNames(text).filter((name) => !isSet(name) && !seen.has(name));
    for (const name of missing) seen.add(name);
    return missing.length === 0 ? undefined : unsetMessage(missing);
  };
  const auths = Object.fromEntries(
    Object.entries(sources).map(([id, source]) => [id, isFields(source) ? { auth: source['auth'] } : {}]),
  );
  return [
    ...walk(auths, ['sources'], judge),
    ...walk(defaults, ['defaults'], judge),
    ...walk(destinations, ['destinations'], judge),
  ];
}
