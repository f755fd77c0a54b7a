import {
  type Alert,
  type AlertAction,
  type AlertClass,
  isLiveDetection,
  type Severity,
} from '../../../../domain/alert.ts';
import { httpUrl } from '../../../../domain/values/text.ts';
import type { Attempt } from '../../define-destination.ts';
import { millisIn, scoreIn } from '../_kit/bounds.ts';
import { present } from '../_kit/format.ts';
import { keyword } from './values.ts';

// https://www.elastic.co/docs/reference/ecs/ecs-event

const URL_MAX = 2083;
const YEAR_10000 = 253_402_300_800_000;

/** The numbers that Elastic Security gives its severities, which have no word below low. */
const severityNumbers: Readonly<Record<Severity, number>> = { info: 21, low: 21, medium: 47, high: 73, critical: 99 };

/** A monitor is in none of them. */
const categories: Readonly<Record<AlertClass, readonly string[]>> = {
  threat: ['intrusion_detection'],
  vulnerability: ['vulnerability'],
  compliance: ['configuration'],
  exposure: ['vulnerability'],
  operational: [],
};

const types: Readonly<Record<AlertAction, string>> = {
  blocked: 'denied',
  allowed: 'allowed',
  observed: 'info',
  unknown: 'info',
};

/** From the actor's side: what was blocked failed. */
const outcomes: Readonly<Record<AlertAction, string>> = {
  blocked: 'failure',
  allowed: 'success',
  observed: 'unknown',
  unknown: 'unknown',
};

/** An ISO time with a year of four digits, which is what a date field takes. */
export function dateOf(text: string | undefined): string | undefined {
  const millis = millisIn(text);
  return millis === undefined || millis >= YEAR_10000 ? undefined : new Date(millis).toISOString();
}

/** An `alert` opens a new one in Elastic Security; what ends or updates one, and what is no detection, is none. */
function kindOf(alert: Alert): string {
  if (isLiveDetection(alert)) return 'alert';
  return alert.kind === 'unreadable' || alert.kind === 'gap' ? 'pipeline_error' : 'event';
}

function typesOf({ kind, class: about, action }: Alert): string[] {
  if (kind === 'unreadable' || kind === 'gap') return ['error'];
  return [kind === 'detection' && about === 'threat' ? types[action] : 'info'];
}

/** Apps make a link of it: only what is safe as one, and only whole. */
function urlOf({ url }: Alert): string | undefined {
  const safe = httpUrl(url);
  return safe === undefined || safe.length > URL_MAX ? undefined : safe;
}

/** What was done and came of it is told of threats: nothing was to be stopped about the others. */
function actionOf({ kind, class: about, action }: Alert) {
  return kind === 'detection' && about === 'threat' ? { action, outcome: outcomes[action] } : {};
}

/** `original` is the whole alert; `ingested` is what rules look for new alerts by, however late an alert is reported. */
export const eventOf = (alert: Alert, { at }: Attempt) =>
  present({
    kind: kindOf(alert),
    category: alert.kind === 'detection' ? categories[alert.class] : [],
    type: typesOf(alert),
    ...actionOf(alert),
    id: keyword(alert.id),
    severity: severityNumbers[alert.severity],
    risk_score: scoreIn(alert.riskScore) ?? severityNumbers[alert.severity],
    dataset: 'tocsin.alert',
    provider: keyword(alert.source),
    reason: keyword(alert.description),
    created: dateOf(alert.receivedAt),
    ingested: dateOf(at),
    start: dateOf(alert.finding.firstSeenAt),
    end: dateOf(alert.finding.lastSeenAt),
    url: urlOf(alert),
    original: JSON.stringify(alert),
  });
