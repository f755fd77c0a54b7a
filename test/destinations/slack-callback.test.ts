import { describe, expect, it } from 'vitest';
import { blockFault } from '../../infra/sandbox/slack/blocks.ts';
import type { CallbackAnswer, CallbackReading } from '../../lambdas/destinations/_kit/callback.ts';
import { slack } from '../../lambdas/destinations/slack/index.ts';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { choiceNames } from '../../lambdas/domain/answer.ts';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { alertOf } from '../engine/route/alerts.ts';

const webhook = { webhookUrl: 'https://hooks.slack.com/services/T0/B0/x' };
const interactive = { ...webhook, signingSecret: 'signing-secret-of-the-app' };
const attempt = {
  deliveryId: 'akto:0123:soc',
  at: '2026-11-30T02:14:07Z',
  possibleDuplicate: false,
  answers: { token: 'a.signed.token', url: 'https://tocsin.example/v1/actions/a.signed.token' },
};
const alert: Alert = alertOf();

interface Block {
  readonly type: string;
  readonly block_id?: string;
  readonly elements?: readonly Readonly<Record<string, unknown>>[];
}
const bodyOf = ({ body = '{}' }: OutboundRequest): { blocks: Block[]; [name: string]: unknown } => JSON.parse(body);
const blockOf = (request: OutboundRequest, id: string) =>
  bodyOf(request).blocks.find(({ block_id }) => block_id === id);
const actionsIn = (request: OutboundRequest): unknown[] =>
  (blockOf(request, 'tocsin_answers')?.elements ?? []).map(({ action_id }) => action_id);

const RESPONSE_URL = 'https://hooks.slack.com/actions/T0/1/abc';

function press(parts: object = {}, settings: object = interactive): CallbackReading {
  const rendered = bodyOf(slack.connect(interactive).render(alert, attempt));
  const payload = {
    type: 'block_actions',
    user: { id: 'U012ABC', username: 'anna', name: 'anna' },
    response_url: RESPONSE_URL,
    message: { text: rendered['text'], blocks: rendered.blocks },
    actions: [{ action_id: 'tocsin_acknowledge', block_id: 'tocsin_answers', value: 'a.signed.token' }],
    ...parts,
  };
  const { callback } = slack.connect(settings);
  if (callback === undefined) throw new Error('no callback');
  return callback.read(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
}

function answerOf(reading: CallbackReading): CallbackAnswer {
  if (reading.kind !== 'answer') throw new Error(`found ${reading.kind}`);
  return reading.answer;
}
const shown = (line: string, parts: object = {}): OutboundRequest => {
  const { response } = answerOf(press(parts));
  if (response === undefined) throw new Error('no response');
  return response.shown(line, ['resolve', 'false_positive']);
};

describe('a message with a signing secret', () => {
  const rendered = slack.connect(interactive).render(alert, attempt);

  it('has a button for each choice, which carries the signed text and nothing of the alert', () => {
    expect(actionsIn(rendered)).toEqual(choiceNames.map((name) => `tocsin_${name}`));
    for (const { value } of blockOf(rendered, 'tocsin_answers')?.elements ?? []) expect(value).toBe('a.signed.token');
    expect(blockFault(bodyOf(rendered).blocks)).toBeUndefined();
    expect(rendered.body).not.toContain('/v1/actions/');
  });

  it('has none where there is nothing to answer with', () => {
    const { answers: _, ...without } = attempt;
    expect(actionsIn(slack.connect(interactive).render(alert, without))).toEqual([]);
  });

  it('keeps its buttons when the count of its repeats changes', () => {
    const bot = { token: 'xoxb-1', channel: 'C0123456789', signingSecret: 'signing-secret-of-the-app' };
    const repeats = {
      title: 't',
      severity: 'high',
      count: 1,
      total: 2,
      since: '',
      until: '',
      isResolved: false,
    } as const;
    const edit = slack.connect(bot).conversation?.edit?.(repeats, alert, attempt, { id: '1.2' });
    expect(edit === undefined ? [] : actionsIn(edit)).toHaveLength(5);
  });
});

it('a message without a signing secret has a link in place of the buttons', () => {
  const rendered = slack.connect(webhook).render(alert, attempt);
  expect(actionsIn(rendered)).toEqual([]);
  expect(rendered.body).toContain('"url":"https://tocsin.example/v1/actions/a.signed.token"');
});

describe('a pressed button', () => {
  it.each([
    ['tocsin_acknowledge', { action: 'acknowledge' }],
    ['tocsin_silence_1h', { action: 'silence', seconds: 3600 }],
    ['tocsin_silence_8h', { action: 'silence', seconds: 28_800 }],
    ['tocsin_resolve', { action: 'resolve' }],
    ['tocsin_false_positive', { action: 'false_positive' }],
  ])('%s', (id, answer) => {
    expect(answerOf(press({ actions: [{ action_id: id, value: 'tok' }] }))).toMatchObject({
      subject: { kind: 'token', token: 'tok' },
      answer,
      by: 'anna (Slack U012ABC)',
    });
  });

  it.each([
    ['another app’s button', { actions: [{ action_id: 'open_console', value: 'x' }] }, 'ignored'],
    ['no button', { actions: [] }, 'ignored'],
    ['an unknown choice', { actions: [{ action_id: 'tocsin_delete', value: 'x' }] }, 'unreadable'],
    ['no value', { actions: [{ action_id: 'tocsin_resolve' }] }, 'unreadable'],
    ['a view', { type: 'view_submission' }, 'ignored'],
  ])('%s is not an answer', (_, parts, kind) => {
    expect(press(parts).kind).toBe(kind);
  });

  it('shows who did it, in the place of the buttons that are of no use any more, and changes nothing else', () => {
    const before = bodyOf(slack.connect(interactive).render(alert, attempt)).blocks;
    const request = shown('Acknowledged by <!channel> anna');
    expect(request.url).toBe(RESPONSE_URL);
    const after = bodyOf(request);
    expect(after).toMatchObject({ replace_original: true });
    expect(actionsIn(request)).toEqual(['tocsin_resolve', 'tocsin_false_positive']);
    expect(blockOf(request, 'tocsin_answered')?.elements).toEqual([
      { type: 'plain_text', text: 'Acknowledged by <!channel> anna', emoji: false },
    ]);
    const others = ({ block_id: id }: Block) => id?.startsWith('tocsin_') !== true;
    expect(after.blocks.filter(others)).toEqual(before.filter(others));
    expect(blockFault(after.blocks)).toBeUndefined();
  });

  it('keeps what was shown before, and at most five lines', () => {
    let blocks: unknown[] = bodyOf(slack.connect(interactive).render(alert, attempt)).blocks;
    for (let i = 1; i <= 7; i += 1) blocks = bodyOf(shown(`line ${i}`, { message: { text: 'x', blocks } })).blocks;
    const found = (blocks as Block[]).filter(({ block_id: id }) => id === 'tocsin_answered');
    expect(found).toHaveLength(1);
    expect(found[0]?.elements?.map(({ text }) => text)).toEqual(['line 3', 'line 4', 'line 5', 'line 6', 'line 7']);
  });

  it.each([
    'https://evil.example/actions/T0/1/abc',
    'https://hooks.slack.com.evil.example/actions',
    'https://evilslack.com/actions',
    'https://user@hooks.slack.com/actions',
    'http://hooks.slack.com/actions',
    'https://hooks.slack.com:8443/actions',
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    '',
  ])('is not answered at an address that is not Slack’s: %s', (url) => {
    expect(answerOf(press({ response_url: url })).response).toBeUndefined();
  });

  it('whispers to one person alone, without markup', () => {
    const { response } = answerOf(press());
    expect(bodyOf(response?.whispered('<!here> no') ?? { method: 'POST', url: '', headers: {} })).toEqual({
      response_type: 'ephemeral',
      replace_original: false,
      text: '&lt;!here&gt; no',
    });
  });
});

it('a command is read with its author, and replied to one person alone', () => {
  const body = new URLSearchParams({ command: '/tocsin', text: 'status', user_id: 'U1', user_name: 'anna' }).toString();
  const reading = slack.connect(interactive).callback?.read(body);
  if (reading?.kind !== 'command') throw new Error('no command');
  expect(reading.command).toMatchObject({ text: 'status', by: 'anna (Slack U1)' });
  expect(JSON.parse(reading.command.reply('<!channel> 1').body)).toEqual({
    response_type: 'ephemeral',
    text: '&lt;!channel&gt; 1',
  });
});
