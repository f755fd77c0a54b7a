import type { Attack } from '../../../../domain/alert.ts';
import type { Detection } from '../../../../domain/detection.ts';
import type { Code, Vulnerability } from '../../../../domain/places.ts';
import { defined } from '../../../../domain/values/json-fields.ts';
import { truncate } from '../../../../domain/values/text.ts';
import type { Dig } from '../../field-reader.ts';
import { momentIn, placed } from '../../typed-places.ts';
import { countIn, cvssIn } from '../../typed-values.ts';
import { makerName } from '../../vendor-name.ts';
import { statusOf, uidOf } from './words.ts';

const ID_MAX = 64;

type Read = (...paths: readonly string[]) => string | undefined;

/** The tactics of an entry; one that is named without an id has its name for one. */
const tacticsAt = (said: Dig, read: Read, at: string): Attack['tactics'] =>
  [`${at}.tactic`, ...said.list(`${at}.tactics`).map((_, i) => `${at}.tactics.${i}`)].flatMap((path) => {
    const [uid, name] = [read(`${path}.uid`), makerName(read(`${path}.name`))];
    const known = uid ?? name;
    return known === undefined ? [] : [{ uid: truncate(known, ID_MAX), name: name ?? truncate(known, ID_MAX) }];
  });

const kinds = ['subTechnique', 'technique', 'techniques.0'];

function entryAt(said: Dig, read: Read, at: string): Attack[] {
  const technique = read(...kinds.map((kind) => `${at}.${kind}.uid`));
  const name = makerName(read(...kinds.map((kind) => `${at}.${kind}.name`)));
  const tactics = tacticsAt(said, read, at);
  if (technique === undefined && tactics.length === 0) return [];
  return [defined({ technique: technique === undefined ? undefined : truncate(technique, ID_MAX), name, tactics })];
}

/** Entries about one technique as one. */
function merged(entries: readonly Attack[]): Attack[] {
  const found = new Map<string, Attack>();
  for (const each of entries) {
    const key = each.technique ?? each.tactics.map(({ uid }) => uid).join();
    const before = found.get(key);
    const known = new Set(before?.tactics.map(({ uid }) => uid));
    const more = each.tactics.filter(({ uid }) => !known.has(uid));
    found.set(key, before === undefined ? each : { ...before, tactics: [...before.tactics, ...more] });
  }
  return [...found.values()];
}

const attackLists = ['findingInfo.attacks', 'attacks'];

/**
 * Techniques and tactics (https://schema.ocsf.io/1.8.0/objects/attack), those of one technique together. Texts that these
 * show word for word leave the facts.
 */
export function attackOf(said: Dig): Attack[] {
  const seen = new Map<string, string>();
  const read: Read = (...paths) => {
    const path = paths.find((each) => said.text(each) !== undefined);
    const text = path === undefined ? undefined : said.text(path);
    if (path !== undefined && text !== undefined) seen.set(path, text);
    return text;
  };
  const entries = attackLists.flatMap((list) => said.list(list).flatMap((_, i) => entryAt(said, read, `${list}.${i}`)));
  const attack = merged(entries);
  const shown = new Set(
    attack.flatMap(({ technique, name, tactics }) => [technique, name, ...tactics.flatMap(textsOf)]),
  );
  for (const [path, text] of seen) if (shown.has(text)) said.take(path);
  return attack;
}

const textsOf = ({ uid, name }: Attack['tactics'][number]): string[] => [uid, name];

const VULNERABILITIES_MAX = 64;

const packageAt = (said: Dig, path: string) => ({
  package: said.take(`${path}.name`),
  version: said.take(`${path}.version`),
  fixedIn: said.take(`${path}.fixedInVersion`),
});

/** One weakness, once for each package that has it (https://schema.ocsf.io/1.8.0/objects/vulnerability). */
function weaknessAt(said: Dig, path: string): Vulnerability[] {
  const cve = said.take(`${path}.cve.uid`, `${path}.advisory.uid`);
  const cvss = cvssIn(said, ...said.list(`${path}.cve.cvss`).map((_, i) => `${path}.cve.cvss.${i}.baseScore`));
  const packages = ['affectedPackages', 'packages'].flatMap((list) =>
    said.list(`${path}.${list}`).map((_, i) => `${path}.${list}.${i}`),
  );
  const each = packages.slice(0, VULNERABILITIES_MAX).map((at) => packageAt(said, at));
  return (each.length === 0 ? [{}] : each).flatMap((one) => placed({ cve, cvss, ...one }) ?? []);
}

/** The weaknesses of an event, at most 64; the others stay among the facts. */
export function vulnerabilitiesOf(said: Dig): Vulnerability[] | undefined {
  const list = said.list('vulnerabilities').slice(0, VULNERABILITIES_MAX);
  const found = list.flatMap((_, i) => weaknessAt(said, `vulnerabilities.${i}`)).slice(0, VULNERABILITIES_MAX);
  return found.length === 0 ? undefined : found;
}

const weakCode = 'vulnerabilities.0.affectedCode.0';

export const weakCodeOf = (said: Dig): Code | undefined =>
  placed({ path: said.take(`${weakCode}.file.path`), line: countIn(said, `${weakCode}.startLine`) });

/** The finding that the event is about; the event's own uid is not it. */
export const findingOf = (said: Dig): Detection['finding'] =>
  defined({
    vendorUid: uidOf(said),
    firstSeenAt: momentIn(
      said,
      'findingInfo.firstSeenTimeDt',
      'findingInfo.firstSeenTime',
      'vulnerabilities.0.firstSeenTimeDt',
      'vulnerabilities.0.firstSeenTime',
      'findingInfo.createdTimeDt',
      'findingInfo.createdTime',
      'finding.createdTime',
      'startTime',
    ),
    lastSeenAt: momentIn(
      said,
      'findingInfo.lastSeenTimeDt',
      'findingInfo.lastSeenTime',
      'vulnerabilities.0.lastSeenTimeDt',
      'vulnerabilities.0.lastSeenTime',
      'findingInfo.modifiedTimeDt',
      'findingInfo.modifiedTime',
      'finding.modifiedTime',
      'endTime',
    ),
    count: countIn(said, 'count'),
    status: statusOf(said),
  });

/** What the analytic says beside its uid; the first type of the finding is the category. */
export const ruleOf = (said: Dig, type: string): Detection['rule'] => {
  const [name, category] = [
    said.take('findingInfo.analytic.name'),
    said.text('findingInfo.analytic.category', 'findingInfo.types.0', 'finding.types.0'),
  ];
  return placed({
    name: name === type ? undefined : name,
    version: said.take('findingInfo.analytic.version'),
    category: category === type ? undefined : category,
  });
};
