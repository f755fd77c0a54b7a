import { describe, expect, it } from 'vitest';
import { configOf } from '../../../infra/load-config.ts';
import { unpack, type WebhookMessage } from '../../../lambdas/domain/webhook.ts';
import { createEventSources, messageOf } from '../../../lambdas/functions/route/event.ts';
import { encodeWebhook } from '../../../lambdas/store/sqs/codec.ts';

const yaml = `version: 1
sources:
  posture: { type: securityhub, auth: { bearer: "\${A}" } }
  threats: { type: guardduty, auth: eventbridge }
destinations:
  soc: { type: slack, webhookUrl: "\${B}" }
routes:
  - to: [soc]
`;
const sourceOfEvent = createEventSources(configOf(yaml, 'tocsin.yaml', false).sources);

const record = (body: unknown) => ({
  body: JSON.stringify(body),
  messageId: 'm-1',
  attributes: {
    SentTimestamp: '1788190010829',
    ApproximateReceiveCount: '1',
    SenderId: 's',
    ApproximateFirstReceiveTimestamp: '0',
  },
});

const event = {
  version: '0',
  id: 'e-1',
  'detail-type': 'GuardDuty Finding',
  source: 'aws.guardduty',
  detail: { a: 'ü' },
};

const textOf = ({ body }: WebhookMessage): string =>
  body.in === 'message' ? Buffer.from(unpack(body)).toString() : '';

describe('a record of the webhooks queue', () => {
  it('that is an event becomes the webhook that it would have been, of the source that takes such events', () => {
    const message = messageOf(record(event), sourceOfEvent);
    expect(message).toMatchObject({
      v: 2,
      webhookId: 'eb_e-1',
      source: 'threats',
      receivedAt: '2026-08-31T15:26:50.829Z',
    });
    expect(textOf(message)).toBe(JSON.stringify(event));
  });

  it('that EventBridge delivers twice is the same webhook twice', () => {
    const [first, second] = [record(event), { ...record(event), messageId: 'm-2' }];
    expect(messageOf(first, sourceOfEvent).webhookId).toBe(messageOf(second, sourceOfEvent).webhookId);
  });

  it('of a service that no source takes any more is not lost: it is told under its own name', () => {
    expect(messageOf(record({ ...event, source: 'aws.securityhub' }), sourceOfEvent).source).toBe('securityhub');
  });

  it('that ingest wrote stays as it is, whatever its sender put into it', () => {
    const written: WebhookMessage = {
      v: 2,
      webhookId: 'wh_1',
      source: 'posture',
      receivedAt: '2026-09-01T00:00:00.000Z',
      headers: { 'detail-type': 'GuardDuty Finding' },
      body: { in: 'message', gzip: false, bytes: Buffer.from(JSON.stringify(event)) },
    };
    expect(messageOf({ ...record(event), body: encodeWebhook(written) }, sourceOfEvent)).toEqual(written);
  });

  it('as large as EventBridge allows is packed', () => {
    const message = messageOf(record({ ...event, detail: { text: 'a'.repeat(250_000) } }), sourceOfEvent);
    expect(message.body).toMatchObject({ in: 'message', gzip: true });
    expect(textOf(message)).toHaveLength(
      JSON.stringify(event).length - '{"a":"ü"}'.length + '{"text":""}'.length + 250_000,
    );
  });
});
