import type { Alert, AlertAction, AlertClass } from '../../../domain/alert.ts';
import { lastPart } from '../../../domain/place-of.ts';
import { truncate } from '../../../domain/values/text.ts';
import { resourceOf } from '../flat-places.ts';
import { productOf, shown } from './lines.ts';

// One sentence of ours from the typed places: what happened, by whom, to what. Nothing is taken from the sender's prose.

const NAME_MAX = 80;

const named = (text: string | undefined): string | undefined => {
  const name = truncate(shown(text ?? ''), NAME_MAX);
  return name === '' ? undefined : name;
};

type Program = Pick<NonNullable<Alert['actor']['process']>, 'name' | 'path' | 'commandLine'>;
const programName = (program: Program | undefined): string | undefined =>
  named(program?.name ?? lastPart(program?.path) ?? program?.commandLine?.trim().split(/\s/)[0]);

const ended = (text: string | undefined): string | undefined => (text === undefined ? undefined : `${text}.`);

function remoteOf({ connection }: Alert): string | undefined {
  const { ip, port, domain } = connection?.remote ?? {};
  const name = named(domain ?? ip);
  return name === undefined || connection?.direction === 'inbound'
    ? undefined
    : `${name}${port === undefined ? '' : `:${port}`}`;
}

const fileIn = (path: string | undefined): string | undefined => path?.split(/[/\\]/).at(-1);

/** Whether the file is the program that ran: by its path, or by its name where only one of them has a path. */
function isItself({ actor: { process }, file }: Alert): boolean {
  if (process?.path !== undefined && file?.path !== undefined) return process.path === file.path;
  return (process?.name ?? fileIn(process?.path)) === (file?.name ?? fileIn(file?.path));
}

/** What a program did, as far as its places say. */
function programDid(alert: Alert, program: string): string {
  const { actor } = alert;
  const parent = programName(actor.process?.parent);
  const user = named(actor.user);
  const as = user === undefined ? '' : ` as ${user}`;
  const [remote, file] = [remoteOf(alert), named(alert.file?.path ?? alert.file?.name)];
  const isStopped = alert.action === 'blocked';
  if (remote !== undefined) return `${program} ${isStopped ? 'tried to connect' : 'connected'} to ${remote}${as}`;
  if (file !== undefined && !isItself(alert)) return `${program} ${isStopped ? 'tried to use' : 'used'} ${file}${as}`;
  return parent === undefined ? `${program} ran${as}` : `${program} was started by ${parent}${as}`;
}

function whoOf({ actor }: Alert): string | undefined {
  const { ip, country, user, email } = actor;
  const address = named(ip);
  const place = named(country);
  const from = address === undefined || place === undefined ? address : `${address} (${place})`;
  const person = named(user ?? email);
  return person === undefined || from === undefined ? (person ?? from) : `${person} from ${from}`;
}

/** The resource by its name, or by the end of its ARN. */
const thingOf = (alert: Alert): string | undefined =>
  named(alert.cloud?.resource?.name ?? lastPart(alert.cloud?.resource?.uid) ?? resourceOf(alert));

function threat(alert: Alert): string | undefined {
  const program = programName(alert.actor.process);
  if (program !== undefined) return ended(programDid(alert, program));
  const who = whoOf(alert);
  const request = named(`${alert.target.method ?? ''} ${alert.target.url ?? ''}`);
  const thing = request ?? thingOf(alert);
  if (who === undefined || thing === undefined) return undefined;
  if (request === undefined) return ended(`${who} acted on ${thing}`);
  return ended(named(alert.target.method) === undefined ? `${who} requested ${thing}` : `${who} sent ${thing}`);
}

const versionOf = (text: string | undefined): string => (named(text) === undefined ? '' : ` ${named(text)}`);

function vulnerability({ vulnerabilities: [first, ...rest] = [] }: Alert): string | undefined {
  const [name, thing, fixedIn] = [named(first?.cve), named(first?.package), named(first?.fixedIn)];
  const where = thing === undefined ? '' : ` in ${thing}${versionOf(first?.version)}`;
  const what = `${where}${fixedIn === undefined ? '' : `, fixed in ${fixedIn}`}`;
  // The name alone is no sentence; it stands among the pairs.
  if ((name ?? thing) === undefined || (what === '' && rest.length === 0)) return undefined;
  const more = rest.length === 0 ? '' : `${what === '' ? ' and' : ';'} ${rest.length} more`;
  return `${name ?? 'A vulnerability'}${what}${more}.`;
}

function compliance(alert: Alert): string | undefined {
  const thing = thingOf(alert);
  const rule = named(alert.rule.name);
  return thing === undefined || rule === undefined ? undefined : `${thing} does not meet “${rule}”.`;
}

function exposure({ code, cloud, target }: Alert): string | undefined {
  const line = code?.line === undefined ? '' : `:${code.line}`;
  const file = named(code?.path === undefined ? undefined : `${code.path}${line}`);
  const repository = named(code?.repository);
  const place = file === undefined ? repository : [file, repository].filter((text) => text !== undefined).join(' of ');
  const where = place ?? named(cloud?.resource?.name ?? cloud?.resource?.uid ?? target.host ?? target.url);
  return where === undefined ? undefined : `Found in ${where}.`;
}

const sentences: Readonly<Record<AlertClass, (alert: Alert) => string | undefined>> = {
  threat,
  vulnerability,
  compliance,
  exposure,
  operational: () => undefined,
};

/** What happened, in a sentence of ours; nothing when the places do not say. */
export const happenedOf = (alert: Alert): string | undefined =>
  alert.kind === 'detection' ? sentences[alert.class](alert) : undefined;

const outcomes: Readonly<Record<AlertAction, string>> = {
  blocked: 'blocked it.',
  observed: 'only observed it: not blocked.',
  allowed: 'allowed it.',
  unknown: 'does not say whether it was stopped.',
};

const shortOutcomes: Readonly<Record<AlertAction, string>> = {
  blocked: 'Blocked',
  observed: 'Not blocked',
  allowed: 'Allowed',
  unknown: 'Perhaps not stopped',
};

/** Only a threat can be stopped, and of one that is over nothing remains to ask about. */
const hasOutcome = ({ kind, class: about, state, action }: Alert): boolean =>
  kind === 'detection' && about === 'threat' && !(state === 'resolved' && action === 'unknown');

/** What the tool did about a threat, in words that claim no more than the alert's `action`: `Falco blocked it.` */
export function outcomeOf(alert: Alert): string | undefined {
  if (!hasOutcome(alert)) return undefined;
  const product = truncate(productOf(alert), NAME_MAX);
  return `${product === '' || /^unknown\b/i.test(alert.vendor) ? 'The sender' : product} ${outcomes[alert.action]}`;
}

/** The same in as few words as fit a lock screen. */
export const shortOutcomeOf = (alert: Alert): string | undefined =>
  hasOutcome(alert) ? shortOutcomes[alert.action] : undefined;
