import { describe, expect, it } from 'vitest';
import { at, textAt } from '../../infra/sandbox/_kit/json.ts';
import { PAGERDUTY_ROUTING_KEY } from '../../infra/sandbox/pagerduty/receiver.ts';
import { services } from '../../infra/sandbox/registry.ts';
import { alertId, sandbox, send } from './sandbox.ts';

const running = sandbox();

const payload = { summary: 'HIGH · Blocked · <script>', source: 'host', severity: 'error' };
const trigger = (dedup_key: string, extra: object = {}) => ({
  routing_key: PAGERDUTY_ROUTING_KEY,
  event_action: 'trigger',
  dedup_key,
  payload: { ...payload, custom_details: { alert: alertId(1) }, ...extra },
});
const follow = (dedup_key: string, event_action: string) => ({
  routing_key: PAGERDUTY_ROUTING_KEY,
  event_action,
  dedup_key,
});
const post = (event: unknown) => send(`${textAt(running().settings('pagerduty'), 'apiUrl')}/v2/enqueue`, event);
const arrived = () =>
  running()
    .received()
    .map((each) => each.arrived);

describe('the stand-in of PagerDuty', () => {
  it('opens one incident a key, and another once it is resolved', async () => {
    for (const event of [trigger('a'), trigger('a'), follow('a', 'resolve'), trigger('a')]) {
      const { status, json } = await post(event);
      expect([status, json]).toEqual([202, { status: 'success', message: 'Event processed', dedup_key: 'a' }]);
    }
    expect(arrived()).toEqual([true, false, false, true]);
    expect(running().counts().pagerduty.get(alertId(1))).toBe(2);
  });

  it('drops a resolve for which nothing is open, and says nothing of it', async () => {
    expect((await post(follow('never', 'resolve'))).status).toBe(202);
    expect(running().received()).toMatchObject([{ operation: 'resolve dropped', arrived: false, ok: true }]);
  });

  it.each([
    ['another key', { ...trigger('b'), routing_key: 'x'.repeat(32) }, 'Invalid routing key'],
    ['a key of another length', { ...trigger('b'), routing_key: 'x' }, 'should be 32 characters'],
    ['an action that is none', { ...trigger('b'), event_action: 'page' }, 'event_action'],
    ['a severity of ours', trigger('b', { severity: 'high' }), 'payload.severity'],
    ['a summary of 1025', trigger('b', { summary: 'x'.repeat(1025) }), 'payload.summary'],
    ['no source', trigger('b', { source: ' ' }), 'payload.source'],
    ['a key of 256', trigger('k'.repeat(256)), 'dedup_key'],
    ['no JSON', '{', 'JSON parse error'],
  ])('refuses %s', async (_, event, problem) => {
    const { status, json } = await post(event);
    expect([status, JSON.stringify(at(json, 'errors'))]).toEqual([400, expect.stringContaining(problem)]);
  });

  it('draws the lock screen and the list of incidents, with nothing active in them', async () => {
    await post(trigger('c'));
    const drawn = services.pagerduty.draw(running().received()[0]?.body);
    expect(drawn).toContain('HIGH · Blocked · &lt;script&gt;');
    expect(drawn).not.toContain('<script>');
  });
});
