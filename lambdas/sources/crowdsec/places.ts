import type { AlertAction } from '../../domain/alert.ts';
import type { Actor, Target } from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { ipIn } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { type Placed, placed, weaknessesNamed } from '../_kit/typed-places.ts';

/** What a decision keeps out, or makes prove that it is a person; other types are of the user's own. */
const keepsOut = new Set(['ban', 'captcha']);

/** The types of the decisions that were taken, each once; those of a scenario in simulation mode are not. */
export const decisionsOf = (said: Dig): string[] => {
  if (said.text('simulated') === 'true') return [];
  const taken = said.list('decisions').filter((decision) => dig(decision).text('simulated') !== 'true');
  return [...new Set(taken.flatMap((decision) => dig(decision).text('type')?.toLowerCase() ?? []))].sort();
};

/** `remediation` says only that a profile may decide: what was done stands in the decisions. */
export function actionOf(said: Dig): AlertAction {
  const decisions = decisionsOf(said);
  if (decisions.length === 0) return 'observed';
  return decisions.some((type) => keepsOut.has(type)) ? 'blocked' : 'unknown';
}

/** A value in what was noted of the first event, a list of `{key, value}`. */
export function metaIn(said: Dig, ...keys: readonly string[]): string | undefined {
  const noted = said.list('events.0.meta').map((each) => dig(each).text('key'));
  const at = noted.findIndex((key) => key !== undefined && keys.includes(key));
  return at < 0 ? undefined : said.take(`events.0.meta.${at}.value`);
}

const scopeOf = (said: Dig): string => (said.text('source.scope') ?? '').toLowerCase();

/** Whom it came from, by what the scope says it is: `Ip`, `Range`, `username`, `Country`, `AS`. */
const actorOf = (said: Dig): Actor =>
  defined({
    ip: ipIn(said, 'source.ip', 'source.value'),
    country: said.take('source.cn') ?? (scopeOf(said) === 'country' ? said.take('source.value') : undefined),
    user: /^user/.test(scopeOf(said)) ? said.take('source.value') : undefined,
    userAgent: metaIn(said, 'http_user_agent'),
  });

const targetOf = (said: Dig): Target =>
  defined({
    kind: 'host',
    host: metaIn(said, 'machine', 'hostname'),
    user: metaIn(said, 'target_user', 'username'),
    domain: metaIn(said, 'target_fqdn', 'target_host'),
    method: metaIn(said, 'http_verb'),
    url: metaIn(said, 'target_uri', 'http_path'),
  });

/** The places of an alert. */
export const placesOf = (said: Dig): Placed =>
  defined({
    actor: placed(actorOf(said)),
    target: targetOf(said),
    sensor: placed({ host: said.take('machine_id') }),
    vulnerabilities: weaknessesNamed(said.text('scenario')),
  });
