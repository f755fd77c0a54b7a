import type { Alert } from '../../../domain/alert.ts';
import { visible } from '../../../domain/values/text.ts';
import type { Places } from './place-texts.ts';

/** The header, the labelled fields and the message say these. */
const said = [
  ...['id', 'vendor', 'product', 'source', 'kind', 'class', 'action', 'severity', 'state', 'receivedAt', 'occurredAt'],
  ...['finding.uid', 'finding.status', 'rule.uid', 'rule.name', 'sensor.version', 'connection.direction'],
  ...['kubernetes.cluster', 'kubernetes.namespace', 'kubernetes.workload', 'kubernetes.pod', 'container.name'],
];
/** Longer texts are cut in `msg`. */
const MESSAGE_HALF = 500;

type Row = readonly [name: string, value: unknown];

function rowsOf(alert: Alert, places: Places): Row[] {
  for (const path of said) places.text(path);
  for (const path of ['title', 'description']) places.text(path, (text) => visible(text).length <= MESSAGE_HALF);
  const { vulnerabilities = [], remediation, labels, facts, evidence } = alert;
  return [
    ...Object.entries(places.rest()),
    ...vulnerabilities.map((item, i): Row => [`vulnerabilities.${i}`, item]),
    ...Object.entries(labels).map(([name, value]): Row => [`labels.${name}`, value]),
    ...Object.entries(facts).map(([name, value]): Row => [`facts.${name}`, value]),
    ...(remediation === undefined ? [] : [['remediation', remediation] as const]),
    ...evidence.map((piece, i): Row => [`evidence.${i}`, piece]),
  ];
}

const LEFT_OUT = '"(left out)":';

/** What is visible after `JSON.stringify` needs no second look at each text. */
function json(value: unknown): string {
  const text = JSON.stringify(value);
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'string' ? visible(inner) : inner));
}

/**
 * What CEF has no key for, as one JSON object of at most `max` characters: as many whole rows as fit, the sender's own
 * facts and evidence last, and how many were left out.
 */
export function detailsOf(alert: Alert, places: Places, max: number): string {
  const kept: string[] = [];
  let room = max - 2 - LEFT_OUT.length - 10;
  const rows = rowsOf(alert, places);
  for (const [name, value] of rows) {
    const row = `${json(name)}:${json(value)}`;
    if (row.length + 1 > room) continue;
    room -= row.length + 1;
    kept.push(row);
  }
  const missing = rows.length - kept.length;
  return `{${[...kept, ...(missing > 0 ? [`${LEFT_OUT}${missing}`] : [])].join(',')}}`;
}
