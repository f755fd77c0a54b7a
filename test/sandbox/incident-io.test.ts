import { describe, expect, it } from 'vitest';
import { textAt } from '../../infra/sandbox/_kit/json.ts';
import { INCIDENT_IO_TOKEN } from '../../infra/sandbox/incident-io/receiver.ts';
import { alertId, sandbox, send } from './sandbox.ts';

const running = sandbox();

const event = (extra: object = {}) => ({
  title: 't',
  status: 'firing',
  deduplication_key: 'k',
  metadata: { alert_id: alertId(1) },
  ...extra,
});
const post = (body: unknown, { token = INCIDENT_IO_TOKEN, source = '' } = {}) => {
  const settings = running().settings('incident-io');
  const id = source === '' ? textAt(settings, 'sourceId') : source;
  const url = `${textAt(settings, 'apiUrl')}/v2/alert_events/http/${id}`;
  return send(url, body, { authorization: `Bearer ${token}` });
};

describe('the stand-in of incident.io', () => {
  it('keeps one alert a key while it fires', async () => {
    for (const body of [event(), event(), event({ status: 'resolved' }), event({ status: 'resolved' }), event()])
      expect((await post(body)).json).toEqual({
        deduplication_key: 'k',
        message: 'Event accepted for processing',
        status: 'success',
      });
    expect(
      running()
        .received()
        .map((each) => each.arrived),
    ).toEqual([true, false, false, false, true]);
  });

  it.each([
    ['no title', event({ title: '' }), 422],
    ['no key', event({ deduplication_key: undefined }), 422],
    ['a status of its own', event({ status: 'open' }), 422],
    ['metadata that is a list', event({ metadata: [] }), 422],
    ['a list', [event()], 400],
    ['an event of more than 512 KB', event({ description: 'x'.repeat(530_000) }), 413],
  ])('refuses %s', async (_, body, status) => {
    expect((await post(body)).status).toBe(status);
  });

  it('lets nobody in without its token, or at another source', async () => {
    expect((await post(event(), { token: 'x' })).status).toBe(401);
    expect((await post(event(), { source: '01OTHER' })).status).toBe(404);
  });
});
