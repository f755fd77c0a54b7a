import { describe, expect, it } from 'vitest';
import { at } from '../../infra/sandbox/_kit/json.ts';
import { alertId, sandbox, send } from './sandbox.ts';

const running = sandbox();

const block = (text: unknown) => ({ type: 'TextBlock', text, wrap: true });
const card = (body: readonly unknown[], rest: object = {}) => ({ type: 'AdaptiveCard', version: '1.5', body, ...rest });
const message = (content: unknown, contentType = 'application/vnd.microsoft.card.adaptive') => ({
  type: 'message',
  attachments: [{ contentType, contentUrl: null, content }],
});
const facts = { type: 'FactSet', facts: [{ title: 'Alert', value: `akto\\-prod:${alertId(1).slice(10)}` }] };
const good = message(card([block('SQL injection'), facts], { msteams: { width: 'Full' } }));

const post = (body: unknown) => send(running().endpoints.teamsUrl, body);

describe('the workflow', () => {
  it('queues a card with an empty 202 and finds the alert id behind the escapes', async () => {
    expect(await post(good)).toMatchObject({ status: 202, text: '' });
    expect(running().received()).toMatchObject([{ ok: true, summary: 'SQL injection', alertId: alertId(1) }]);
  });

  it.each([
    ['no attachments', { type: 'message', text: 'x' }, /of type 'Null'/],
    ['an empty list', { type: 'message', attachments: [] }, /posts nothing/],
    ['another envelope', { ...good, type: 'MessageCard' }, /not message/],
    ['another content type', message(card([]), 'text/html'), /contentType/],
    ['a card in a card', message({ card: card([]) }), /must be 'AdaptiveCard'/],
    ['version 1.6', message({ ...card([]), version: '1.6' }), /above 1.5/],
    ['an unknown element', message(card([{ type: 'Blink' }])), /Blink/],
    ['a text that is a number', message(card([block(5)])), /needs a text/],
    ['a bad weight', message(card([{ ...block('x'), weight: 'Ultra' }])), /Ultra/],
    ['a fact without value', message(card([{ type: 'FactSet', facts: [{ title: 'a' }] }])), /fact needs/],
    ['a submit button', message(card([], { actions: [{ type: 'Action.Submit', title: 'x' }] })), /Submit/],
    ['a link without url', message(card([], { actions: [{ type: 'Action.OpenUrl', title: 'x' }] })), /url/],
  ])('answers 202 and loses %s, as the vendor does', async (_, body, problem) => {
    expect((await post(body)).status).toBe(202);
    const [receipt] = running().received();
    expect(receipt).toMatchObject({ ok: false, status: 202, arrived: false });
    expect(receipt?.problem).toMatch(problem);
    expect(running().counters().teams).toMatchObject({ arrived: 0, refused: 1 });
  });

  it.each([
    ['no JSON', 'hello', 400],
    ['attachments that are no list', { type: 'message', attachments: {} }, 400],
    ['more than 28 KB', message(card([block('x'.repeat(29_000))])), 413],
  ])('refuses %s at the trigger', async (_, body, status) => {
    const answer = await post(body);
    expect(answer.status).toBe(status);
    expect(at(answer.json, 'error', 'code')).toBeDefined();
  });

  it('needs its own signature, byte for byte', async () => {
    const { teamsUrl } = running().endpoints;
    expect((await send(teamsUrl.replace('sandbox%2F', 'sandbox%252F'), good)).status).toBe(401);
    expect((await send(teamsUrl.replace('/invoke', '/other'), good)).status).toBe(404);
  });
});
