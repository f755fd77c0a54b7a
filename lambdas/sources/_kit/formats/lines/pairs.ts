import { setOwn } from '../../../../domain/values/json-fields.ts';

type Record_ = Record<string, string>;

const steps = ['low', 'low', 'low', 'low', 'medium', 'medium', 'medium', 'high', 'high', 'critical', 'critical'];

/** The word for a grade of CEF or LEEF, from 0 to 10. */
export function gradeOf(text: string): string | undefined {
  const grade = text.trim();
  if (/^very-?high$/i.test(grade)) return 'critical';
  return /^\d{1,2}$/.test(grade) ? steps[Number(grade)] : undefined;
}

/** Short names of both formats as senders of JSON write them. */
const longer = new Map([
  ['act', 'action'],
  ['rt', 'eventTime'],
  ['devTime', 'eventTime'],
  ['msg', 'message'],
  ['request', 'requestUrl'],
  ['dhost', 'host'],
  ['shost', 'sourceHost'],
  ['suser', 'user'],
  ['usrName', 'user'],
  ['duser', 'targetUser'],
  ['fname', 'fileName'],
  ['cnt', 'count'],
  ['cat', 'category'],
  ['resource', 'resource'],
]);

const custom = /^(?:cs|cn|c6a|cfp|deviceCustomDate)\d$/;

/** The pairs of a line under names that are known; a custom one under the label that stands beside it. */
export function namedPairs(pairs: readonly (readonly [key: string, value: string])[]): Record_ {
  const all = new Map(pairs);
  const named: Record_ = {};
  for (const [key, value] of pairs) {
    if (value === '' || (key.endsWith('Label') && all.has(key.slice(0, -'Label'.length)))) continue;
    const label = custom.test(key) ? all.get(`${key}Label`) : undefined;
    setOwn(named, label ?? longer.get(key) ?? key, value);
  }
  return named;
}
