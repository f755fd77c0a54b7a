/** What a type reads of its vendor's alert, beside what the generic reader finds in the same: the type loses none of it. */
import { expect, it } from 'vitest';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { parsePayload } from '../../lambdas/sources/_kit/body/payload.ts';
import { generic } from '../../lambdas/sources/generic/index.ts';
import { bytesOf, sourceCases } from '../conformance/source-cases.ts';
import { tablesIn } from '../conformance/tables.ts';
import { alertsOf } from '../sources/read.ts';
import { alertsThrough } from './through.ts';

const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

/** What people and SIEMs look for in the typed places. */
const looked = (alert: Alert): string[] =>
  textsIn([
    alert.actor.ip,
    alert.actor.user,
    alert.target.host,
    alert.target.ip,
    alert.target.url,
    alert.container?.image,
    alert.kubernetes?.namespace,
    alert.kubernetes?.pod,
    alert.cloud?.account,
    alert.cloud?.resource?.uid,
    alert.file?.path,
    alert.file?.hashes,
    alert.vulnerabilities?.map(({ cve }) => cve),
    alert.code?.repository,
    alert.attack.map(({ technique }) => technique),
  ]);

const isOdd = (name: string): boolean => /odd|unknown|not-|broken/.test(name);

/** What a list ends with and its type recognises as no alert. */
const withoutTail = (value: unknown, count: number): unknown =>
  Array.isArray(value) ? value.slice(0, value.length - count) : value;

/** What a type leaves out on purpose. */
const exceptions = new Set([
  // Its vendor says when it was opened first, not when it was reopened.
  'github/secret-scanning-reopened-old: no time',
  // When the object was made in the cluster says nothing of when it was found.
  'kubescape/vulnerability-summary: no time',
  'kubescape/vulnerability-clean: no time',
  'kubescape/results-list: no time',
]);

const isTimed = (all: readonly Alert[]): boolean => all.some(({ occurredAt, receivedAt }) => occurredAt !== receivedAt);
const isOver = (all: readonly Alert[]): boolean =>
  all.some(({ finding }) => finding.status === 'resolved' || finding.status === 'suppressed');

/** What the second reading has and the first one has not. */
function lostIn(own: readonly Alert[], found: readonly Alert[]): string[] {
  const text = JSON.stringify(own);
  const lost = found.flatMap(looked).filter((each) => !text.includes(JSON.stringify(each).slice(1, -1)));
  if (isTimed(found) && !isTimed(own)) lost.push('no time');
  if (isOver(found) && !isOver(own)) lost.push('no end');
  return lost;
}

const types = tablesIn('sources').filter((type) => type !== 'generic');

it.each(types)('%s says all that its fields say', async (type) => {
  const lost: string[] = [];
  for (const one of sourceCases(type).filter(({ name, kinds }) => kinds.includes('detection') && !isOdd(name))) {
    const payload = parsePayload(bytesOf(one), 'application/json');
    if (payload.kind !== 'json') continue;
    const value = withoutTail(payload.value, one.ignoredTail ?? 0);
    const missing = lostIn(await alertsThrough(type, value), alertsOf(generic, value));
    lost.push(...missing.map((what) => `${type}/${one.name}: ${what}`));
  }
  expect(lost.filter((each) => !exceptions.has(each))).toEqual([]);
});
