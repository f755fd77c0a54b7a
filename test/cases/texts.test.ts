/** Texts and forms as senders post them, through the route stage: syslog, CEF, LEEF, sentences, forms of monitors. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { readTable } from '../conformance/tables.ts';
import { readBytesThrough } from './through.ts';

const Fields = z.record(z.string(), z.string());
const Body = z.union([z.string(), Fields]);

const Row = z.strictObject({
  type: z.enum(['text', 'form']),
  first: Body,
  expect: z.strictObject({
    title: z.optional(z.string()),
    severity: z.optional(z.string()),
    occurredAt: z.optional(z.string()),
    host: z.optional(z.string()),
    action: z.optional(z.string()),
  }),
  /** A text stands for itself; of a form only the fields that differ are given. */
  end: z.optional(Body),
  other: z.optional(Body),
  again: z.optional(Body),
});

type RowOf = z.infer<typeof Row>;

const rows = Object.entries(z.record(z.string(), Row).parse(readTable('texts')));
const contentTypes = { text: 'text/plain', form: 'application/x-www-form-urlencoded' } as const;

async function alertOf(type: RowOf['type'], body: z.infer<typeof Body>): Promise<Alert> {
  const text = typeof body === 'string' ? body : new URLSearchParams(body).toString();
  const found = await readBytesThrough('generic', Buffer.from(text), { 'content-type': contentTypes[type] });
  const [alert, ...others] = found.kind === 'alerts' ? found.alerts : [];
  if (alert === undefined || others.length > 0) throw new Error(`one alert was expected, not ${found.kind}`);
  return alert.alert;
}

const changed = (first: RowOf['first'], change: z.infer<typeof Body>): z.infer<typeof Body> =>
  typeof first === 'string' || typeof change === 'string' ? change : { ...first, ...change };

const having = (name: 'end' | 'other' | 'again') =>
  rows.flatMap(([sender, row]) => {
    const change = row[name];
    return change === undefined ? [] : ([[sender, row, changed(row.first, change)]] as const);
  });

it.each(rows)('%s is an alert with the words of its text', async (_, { type, first, expect: wanted }) => {
  const { kind, state, title, severity, occurredAt, action, target } = await alertOf(type, first);
  const { title: words = '', ...fields } = wanted;
  expect({ kind, state, severity, occurredAt, action, host: target.host }).toMatchObject({
    kind: 'detection',
    state: 'open',
    ...fields,
  });
  expect(title).toMatch(new RegExp(words));
});

describe('an end meets what it ends, of', () => {
  it.each(having('end'))('%s', async (_, { type, first }, then) => {
    const [open, end] = [await alertOf(type, first), await alertOf(type, then)];
    expect([open.state, end.state]).toEqual(['open', 'resolved']);
    expect(end.fingerprint).toBe(open.fingerprint);
  });
});

describe('another problem stays apart, of', () => {
  it.each(having('other'))('%s', async (_, { type, first }, then) => {
    expect((await alertOf(type, then)).fingerprint).not.toBe((await alertOf(type, first)).fingerprint);
  });
});

describe('the same again joins, of', () => {
  it.each(having('again'))('%s', async (_, { type, first }, then) => {
    const again = await alertOf(type, then);
    expect([again.fingerprint, again.state]).toEqual([(await alertOf(type, first)).fingerprint, 'open']);
  });
});

it('several lines of logs are an alert each, and lines with words of a person between them are one text', async () => {
  const lines = [
    '<34>Oct 11 22:14:15 web-1 sshd[12]: Failed password',
    '<34>Oct 11 22:14:19 web-2 sshd[9]: Failed password',
  ];
  const read = (text: string) => readBytesThrough('generic', Buffer.from(text), { 'content-type': 'text/plain' });
  expect(await read(lines.join('\n'))).toMatchObject({
    alerts: [{ alert: { target: { host: 'web-1' } } }, { alert: { target: { host: 'web-2' } } }],
  });
  expect(await read(['CEF:0|Acme', 'is what we see in the log'].join('\n'))).toMatchObject({
    alerts: [{ alert: { kind: 'detection', title: 'CEF:0|Acme' } }],
  });
});
