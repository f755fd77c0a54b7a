import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../lambdas/config/load.ts';
import { destinations } from '../../../lambdas/destinations/index.ts';
import { inhibitionOver } from '../../../lambdas/engine/inhibition.ts';
import { sources } from '../../../lambdas/sources/index.ts';
import { alertOf } from '../route/alerts.ts';
import { door, known, TOKEN } from './door.ts';

const yaml = `version: 1
sources:
  edge: { type: generic, auth: none }
timeIntervals:
  office: [{ weekdays: ["monday:friday"], times: [{ startTime: "08:00", endTime: "18:00" }], location: UTC }]
inhibit:
  - { name: site-down, when: 'title="Site down"', suppress: 'severity="low"', equal: [target.host] }
destinations:
  chat: { type: slack, webhookUrl: "\${CHAT_URL}" }
  pager: { type: pagerduty, routingKey: "\${PAGER_KEY}" }
  archive: { type: webhook, url: https://archive.example.com/in }
  quiet: { type: webhook, url: https://quiet.example.com/in }
routes:
  - name: urgent
    match: { severity: ">=high", not: { labels.team: lab } }
    to: [chat]
    groupBy: [labels.team]
    escalate: [{ after: 15m, to: [pager] }]
  - name: office
    where: severity = "low"
    activeTimes: [office]
    to: [quiet]
  - name: record
    to: [archive]
`;

const loaded = loadConfig(yaml, {
  sourceTypes: Object.keys(sources),
  destinationTypes: destinations,
  allowLoopback: false,
  readFile: () => undefined,
});
if (loaded.kind === 'mistakes') throw new Error(JSON.stringify(loaded.mistakes));
const { config } = loaded;

/** Saturday evening, UTC. */
const tracing = (token = TOKEN) => {
  const { ask, stores } = door(TOKEN, () => ({
    installed: config,
    namedTokens: async () => [{ name: 'reader', token: 'a-reading-token', access: 'read' }],
  }));
  const trace = async (body: object) => {
    const answer = await ask('/v1/routes/trace', { method: 'POST', body: JSON.stringify(body) }, `Bearer ${token}`);
    return { ...answer, body: answer.body as Traced };
  };
  return { trace, stores, of: (payload: unknown) => trace({ source: 'edge', payload }) };
};

interface Traced {
  readonly alerts: readonly {
    readonly alert: Record<string, unknown>;
    readonly routes: readonly { readonly name: string; readonly verdict: string; readonly decides: boolean }[];
    readonly destinations: readonly Record<string, unknown>[];
  }[];
  readonly detail?: string;
}

const verdicts = ({ alerts: [first] }: Traced) => first?.routes.map(({ name, verdict }) => `${name}: ${verdict}`);

describe('POST /v1/routes/trace', () => {
  it('says for a payload which routes match, who gets it now, later and together with what', async () => {
    const { body } = await tracing().of({ id: '1', title: 'Shell', severity: 'critical', labels: { team: 'web' } });
    expect(verdicts(body)).toEqual(['urgent: matched', 'office: not_matched', 'record: matched']);
    expect(body.alerts[0]?.destinations).toEqual([
      expect.objectContaining({
        destination: 'chat',
        routes: ['urgent'],
        when: 'now',
        group: expect.objectContaining({ shared: 'team=web' }),
      }),
      expect.objectContaining({
        destination: 'pager',
        when: 'later',
        from: '2026-11-21T20:15:00.000Z',
        escalateSeconds: 900,
      }),
      expect.objectContaining({ destination: 'archive', routes: ['record'], when: 'now' }),
    ]);
  });

  it('says which condition fails, in which place, and what the alert has there', async () => {
    const { body } = await tracing().of({ id: '1', title: 'Shell', severity: 'high', labels: { team: 'lab' } });
    expect(body.alerts[0]?.routes).toMatchObject([
      {
        name: 'urgent',
        verdict: 'not_matched',
        conditions: [
          { place: 'match', path: 'severity', wanted: 'high or critical', found: 'high', holds: true },
          { place: 'not', path: 'labels.team', wanted: 'lab', found: 'lab', holds: false },
        ],
      },
      { name: 'office', conditions: [{ place: 'where', wanted: 'severity = "low"', holds: false }] },
      { name: 'record', conditions: [] },
    ]);
  });

  it('says until when times of a route hold it back', async () => {
    const { body } = await tracing().of({ id: '1', title: 'Shell', severity: 'low' });
    expect(body.alerts[0]?.destinations).toMatchObject([
      { destination: 'quiet', when: 'later', from: '2026-11-23T08:00:00.000Z', times: 'office' },
      { destination: 'archive', when: 'now' },
    ]);
  });

  it('names the silence and the problem that keep it back', async () => {
    const { of, stores } = tracing();
    const payload = { id: '1', title: 'Disk', severity: 'low', host: 'node-1' };
    const at = '2026-11-21T19:00:00.000Z';
    const until = '2026-11-21T23:00:00.000Z';
    const silence = {
      id: 'sil_9',
      match: { title: 'Disk*' },
      from: at,
      until,
      author: 'ann',
      reason: 'move',
      createdAt: at,
    };
    await stores.silences.create({ ...silence, count: 0, ended: false, announced: false });
    expect((await of(payload)).body.alerts[0]).not.toHaveProperty('inhibitedBy');
    const down = alertOf({
      title: 'Site down',
      fingerprint: 'f'.repeat(32),
      receivedAt: at,
      target: { kind: 'host', host: 'node-1' },
    });
    await inhibitionOver(config, stores).noteInhibitor?.({ alert: down, webhookId: 'wh_9' });
    expect((await of(payload)).body.alerts[0]).toMatchObject({
      silencedBy: { id: 'sil_9', author: 'ann', until },
      inhibitedBy: { rule: 'site-down', alertId: down.id },
    });
  });

  it('takes a kept alert by its id, and a token that may only read', async () => {
    const { trace } = tracing('a-reading-token');
    const { status, body } = await trace({ alertId: known });
    expect([status, body.alerts[0]?.alert['id']]).toEqual([200, known]);
  });

  it.each([
    [{}, 400, /either alertId, or source and payload/],
    [{ alertId: known, source: 'edge', payload: {} }, 400, /either alertId/],
    [{ source: 'edge' }, 400, /either alertId/],
    [{ alertId: 'any:none' }, 404, /no alert of this id/],
    [{ source: 'egde', payload: {} }, 404, /found "egde"; configured are: edge; did you mean "edge"\?/],
    [{ source: 'edge', payload: {}, more: 1 }, 400, /more/],
  ])('refuses %j', async (body, status, detail) => {
    const answer = await tracing().trace(body);
    expect([answer.status, answer.body.detail]).toEqual([status, expect.stringMatching(detail)]);
  });

  it('says why a payload holds no alert, and reads what is no JSON as its source does', async () => {
    const { of } = tracing();
    expect((await of('')).body).toEqual({ alerts: [], nothing: 'there is nothing in it' });
    expect((await of('a line that is no JSON')).body.alerts[0]?.alert).toMatchObject({
      source: 'edge',
      title: 'a line that is no JSON',
    });
  });

  it('shows the first ten alerts of a payload', async () => {
    const many = Array.from({ length: 12 }, (_, n) => ({ id: String(n), title: `Alert ${n}`, severity: 'low' }));
    const { body } = await tracing().of(many);
    expect([body.alerts.length, (body as { more?: number }).more]).toEqual([10, 2]);
  });
});
