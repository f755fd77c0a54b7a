import { evidencePolicies, isEvidencePolicy } from '../destinations/_kit/alert-view/evidence-policy.ts';
import { limitMistake } from '../domain/delivery-limits.ts';
import type { Fields } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';
import { isTimeZone } from '../domain/values/time-zone.ts';
import { checkMessage, type Reader } from './check-message.ts';
import { checkReach } from './reach-settings.ts';
import type { Common } from './split-common.ts';
import type { Surroundings } from './surroundings.ts';

const evidenceMistake = (value: unknown): string | undefined =>
  value === undefined || isEvidencePolicy(value)
    ? undefined
    : `found ${JSON.stringify(value)}; allowed: ${evidencePolicies.join(', ')}`;

const timeZoneMistake = (value: unknown): string | undefined =>
  value === undefined || isTimeZone(value)
    ? undefined
    : `found ${JSON.stringify(value)}; allowed: the name of a time zone in the IANA database, such as Europe/Berlin`;

/** What the mistakes of one destination depend on. */
interface Checked {
  /** What applies with `defaults`. */
  readonly effective: Fields;
  readonly reader: Reader;
}

/** The mistakes in the settings of every destination, or in `defaults`, which are nobody's own. */
export function checkCommon(common: Common, path: Path, where: Surroundings, checked?: Checked): Problem[] {
  const { evidence, timeout, giveUpAfter, timeZone, message: wording } = common;
  const messages = {
    evidence: evidenceMistake(evidence),
    timeout: limitMistake('timeout', timeout),
    giveUpAfter: limitMistake('giveUpAfter', giveUpAfter),
    timeZone: timeZoneMistake(timeZone),
  };
  const problems = Object.entries(messages).flatMap(([name, message]) =>
    message === undefined ? [] : [{ path: [...path, name], message }],
  );
  const { effective = common, reader } = checked ?? {};
  const ofWording = reader === undefined ? [] : checkMessage(wording, [...path, 'message'], [reader]);
  return [...problems, ...ofWording, ...checkReach(common, path, where, effective)];
}
