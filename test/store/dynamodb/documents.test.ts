import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentDictionary } from '../../../lambdas/store/dynamodb/document-dictionary.ts';
import { packAlert, packKept, unpackAlert, unpackKept } from '../../../lambdas/store/dynamodb/documents.ts';
import {
  longBatch,
  longHour,
  longWebhook,
  shortBatch,
  shortHour,
  shortWebhook,
} from '../../../lambdas/store/dynamodb/short-values.ts';
import { packWebhook } from '../../../lambdas/store/rows.ts';
import { alertOf } from '../../engine/route/alerts.ts';

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 300 }).map((text) => Buffer.from(text)),
  fc.json().map((text) => Buffer.from(text)),
);
const headers = { 'content-type': 'application/json' };

describe('the document of a row', () => {
  it('is read as it was written, whatever the alert says and the webhook held', () => {
    const property = fc.property(fc.string({ unit: 'binary' }), bytes, fc.boolean(), (title, body, gzip) => {
      const alert = alertOf({ title });
      const read = unpackAlert(packAlert({ alert, body: { in: 'message', gzip, bytes: body, headers } }), alert.id);
      expect(read.alert).toEqual(alert);
      expect(read.body).toMatchObject({ in: 'message', gzip, headers });
      expect(read.body?.in === 'message' && Buffer.from(read.body.bytes).equals(body)).toBe(true);
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('of version 0.2.0 is read: gzip, or JSON in which the text of the webhook stands', () => {
    const text = '{"a":"line\\n","b":1}\n\n';
    const alert = alertOf({ title: 'old' });
    const old = JSON.stringify({ alert, body: packWebhook({ in: 'message', gzip: false, bytes: Buffer.from(text) }) });
    for (const doc of [old, gzipSync(old)]) {
      const { alert: read, body } = unpackAlert(doc, alert.id);
      expect(read).toEqual(alert);
      expect(body?.in === 'message' && Buffer.from(body.bytes).toString('utf8')).toBe(text);
    }
  });

  it('of a webhook keeps a body that is in a blob, and one that is none', () => {
    const kept = { source: 'edge', receivedAt: '2026-11-21T20:00:00.000Z' };
    const blob = { in: 'blob', gzip: true, key: 'webhooks/wh_1' } as const;
    expect(unpackKept(packKept({ ...kept, body: blob }, {}))).toEqual({ ...kept, body: blob });
    expect(unpackKept(packKept(kept, { hour: '2026-11-21T20' }))).toEqual(kept);
  });

  it('has a dictionary that never changes: rows need the one that they were written with', () => {
    expect(createHash('sha256').update(documentDictionary()).digest('hex')).toBe(
      'e36209a83d2ec8f9a9347639b16a2d1c941cda8543902046c489985df545d69f',
    );
  });
});

describe('short values', () => {
  it('are read as they were', () => {
    const ids = fc.oneof(
      fc.uuid().map((uuid) => `wh_${uuid}`),
      fc.constantFrom('eb_1', 'wh_1', 'wh_3F6C1F8E-6D0B-4F7E-9A55-0C1B9E9F1F10', ''),
    );
    fc.assert(fc.property(ids, (id) => longWebhook(shortWebhook(id)) === id));
    expect(shortWebhook('wh_3f6c1f8e-6d0b-4f7e-9a55-0c1b9e9f1f10')).toHaveLength(16);
    for (const batch of ['wh_1.0', 'eb_2.11', undefined])
      expect(longBatch(shortBatch(batch, 'wh_1'), 'wh_1')).toBe(batch);
    const timeSk = '2026-11-21T20:59:59.999Z#edge:1';
    for (const hour of ['2026-11-21T20', '2026-11-21T22', ''])
      expect(longHour({ hour: shortHour(hour, timeSk), timeSk })).toBe(hour);
    expect(shortHour('2026-11-21T20', timeSk)).toBeUndefined();
  });
});
