import { type AlertAction, type Severity, severities } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, factsOf, mergeFacts } from '../../domain/values/json-fields.ts';
import { wordTable } from '../../domain/values/word-table.ts';
import { classByWords, namesAttack } from '../_kit/class-words.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected, joined, linkIn, timeIn } from '../_kit/detected.ts';
import { type Dig, dig, pairsOf } from '../_kit/field-reader.ts';
import { headline } from '../_kit/headline.ts';
import { identified } from '../_kit/identified.ts';
import { severityWord } from '../_kit/severity.ts';
import { placed } from '../_kit/typed-places.ts';
import { fileName, takeRepeats } from '../_kit/typed-values.ts';
import { aboutOf, dimensionsOf, groupOf, itemOf, placesOf, subscriptionOf, targetsOf } from './places.ts';

// https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-common-schema: `essentials` are the same for all alerts,
// `alertContext` depends on the monitoring service.

const essentials = 'data.essentials';
const context = 'data.alertContext';

/**
 * Critical, error, warning, informational and verbose:
 * https://learn.microsoft.com/javascript/api/@azure/arm-cloudhealth/knownalertseverity
 */
const levels: Readonly<Record<string, Severity>> = wordTable({
  sev0: 'critical',
  sev1: 'high',
  sev2: 'medium',
  sev3: 'info',
  sev4: 'info',
});

const service = (said: Dig): string => said.text(`${essentials}.monitoringService`) ?? '';
const isActivity = (said: Dig): boolean => /activity ?log|service ?health|resource ?health/i.test(service(said));

/** Azure gives all alerts on its activity log Sev4: what the event itself says counts when it is worse. */
function severityOf(said: Dig): Pick<Detection, 'severity' | 'vendorSeverity'> {
  const paths = [
    `${essentials}.severity`,
    ...(isActivity(said) ? [`${context}.level`, `${context}.properties.severity`] : []),
  ];
  const found = paths.flatMap((path) => {
    const word = said.text(path)?.trim() ?? '';
    const severity = levels[word.toLowerCase()] ?? severityWord(word);
    return severity === undefined ? [] : [{ path, severity }];
  });
  const [worst] = found.sort((a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity));
  if (worst === undefined) return { severity: 'medium' };
  return { severity: worst.severity, vendorSeverity: said.take(worst.path) ?? worst.severity };
}

/** Alerts of the health of a service or resource are never resolved by Azure: their events say that it is over. */
function isOver(said: Dig): boolean {
  const over = /^(?:resolved|deactivated|completed?)$/i;
  if (over.test(said.text(`${essentials}.monitorCondition`) ?? '')) return true;
  if (!/service ?health|resource ?health/i.test(service(said))) return false;
  return over.test(said.text(`${context}.status`) ?? '') || over.test(said.text(`${context}.properties.stage`) ?? '');
}

/** Operations that open a door or switch off what watches it. */
const guarded =
  /role(?:assignments|definitions)|elevateaccess|securityrules|networksecuritygroups|firewall|vaults|\/locks|diagnosticsettings|listkeys|conditionalaccess/i;

function classOf(said: Dig, rule: string): Detection['class'] {
  if (/security$/i.test(service(said))) return 'threat';
  if (/policy$/i.test(service(said))) return 'compliance';
  const words = joined([rule, said.text(`${essentials}.description`)]);
  const named = classByWords(words);
  if (named !== undefined) return named;
  const isGuarded = guarded.test(said.text(`${context}.operationName`) ?? '');
  return isGuarded || namesAttack(words) ? 'threat' : 'operational';
}

function actionOf(said: Dig): AlertAction {
  const done = said.text(`${context}.properties.actionTaken`, `${context}.properties.threatStatus`) ?? '';
  return /^(?:blocked|quarantined|removed|prevented|cleaned)$/i.test(done) ? 'blocked' : 'unknown';
}

const labelsOf = (said: Dig, uid: string | undefined) => ({
  ...Object.fromEntries(
    ['data.customProperties', `${context}.properties`, `${context}.labels`]
      .filter((path) => path !== `${context}.properties` || !isActivity(said))
      .flatMap((path) => pairsOf(said.value(path))),
  ),
  service: said.take(`${essentials}.monitoringService`),
  signal: said.text(`${essentials}.signalType`),
  condition: said.take(`${essentials}.monitorCondition`),
  resourceGroup: groupOf(uid),
  subscription: subscriptionOf(uid),
});

/** What Azure tracks: an instance of an alert; an outage of Azure’s own by its tracking id. */
function trackedBy(said: Dig): string | undefined {
  if (/resource ?health/i.test(service(said))) return undefined;
  return said.take(`${context}.properties.trackingId`, `${essentials}.alertId`, `${essentials}.originAlertId`);
}

/** An event of the activity log happens before its rule fires. */
function findingOf(said: Dig, occurredAt: string | undefined): Detection['finding'] {
  const firstSeenAt = timeIn(said, `${context}.eventTimestamp`, `${essentials}.firedDateTime`);
  takeRepeats(said, firstSeenAt, `${context}.eventTimestamp`, `${essentials}.firedDateTime`);
  return defined({ vendorUid: trackedBy(said), firstSeenAt, lastSeenAt: occurredAt });
}

/** What tells two events of the activity log apart for one rule: operation, place, person, threat. */
const eventParts = [
  'authorization.action',
  'authorization.scope',
  'caller',
  'properties.compromisedEntity',
  'properties.category',
  'properties.threatID',
].map((name) => `${context}.${name}`);

/** The rule, what it is about, and what it splits its alerts by; not the instance, which is another whenever it fires. */
function problemOf(said: Dig, rule: string): string[] {
  const isHealth = /health/i.test(service(said));
  const event = isActivity(said) && !isHealth ? eventParts : [];
  const parts = [`${context}.properties.trackingId`, ...event].map((path) => said.text(path) ?? '');
  return [
    'azure-monitor',
    rule,
    exactly(...targetsOf(said).sort(), itemOf(said), '', ...dimensionsOf(said).flat(), '', ...parts),
  ];
}

const links = [
  `${essentials}.investigationLink`,
  `${context}.condition.allOf.0.linkToFilteredSearchResultsUI`,
  `${context}.condition.allOf.0.linkToSearchResultsUI`,
  `${context}.LinkToFilteredSearchResultsUI`,
  `${context}.LinkToSearchResults`,
];

/** The instance and its condition; a rule without state sends one a time. */
function identityOf(said: Dig, record: Fields, occurredAt: string | undefined, received: Received): string[] {
  const id = said.text(`${essentials}.alertId`, `${essentials}.originAlertId`);
  const update = [isOver(said) ? 'over' : 'open', said.text(`${essentials}.severity`), occurredAt];
  return identified({ id, update, record, occurredAt }, received);
}

/** An alert of `{ data: { essentials, alertContext } }`; `record` is Azure’s object as it came. */
export function toDetection(alert: Fields, around: Fields, record: Fields, received: Received): Detection {
  const said = dig(alert);
  const rule = said.text(`${essentials}.alertRule`) ?? 'Azure Monitor alert';
  const state = isOver(said) ? 'resolved' : 'open';
  const fired = [`${essentials}.firedDateTime`, `${context}.eventTimestamp`];
  const occurredAt = timeIn(said, ...(state === 'resolved' ? [`${essentials}.resolvedDateTime`] : []), ...fired);
  const [identity, problem] = [identityOf(said, record, occurredAt, received), problemOf(said, rule)];
  const [what, about] = [said.text(`${context}.properties.title`), classOf(said, rule)];
  const uid = said.text(`${essentials}.alertTargetIDs.0`, `${essentials}.alertTargetIDs`, `${essentials}.alertId`);
  const [action, places] = [actionOf(said), placesOf(said)];
  // Some services name the rule by its resource.
  const called = rule.startsWith('/') ? fileName(rule) : rule;
  said.take(`${essentials}.alertRule`);
  return detected(
    {
      identity,
      problem,
      record,
      type: rule,
      title: headline(called, { what, on: aboutOf(places), by: places.actor?.email, action }),
      description: said.take(`${essentials}.description`) ?? said.take(`${context}.annotations.summary`),
      ...severityOf(said),
      state,
      action,
      occurredAt,
      class: about,
      finding: findingOf(said, occurredAt),
      ...places,
      labels: labelsOf(said, uid),
      rule: placed({
        name: called === rule ? undefined : called,
        category: said.take(`${essentials}.signalType`),
      }),
      url: linkIn(said, ...links),
      facts: mergeFacts(factsBut(alert, said), factsOf(around)),
    },
    received,
  );
}
