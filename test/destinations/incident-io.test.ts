import { describe, expect, it } from 'vitest';
import { destinations } from '../../lambdas/destinations/index.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';

const token = 'not-a-real-alert-source-token';
const full = alertNamed('full');
const { settings: schema, connect } = destinations['incident-io'];
const bodyOf = (parts: object) =>
  JSON.parse(
    connect({ sourceId: '01NOTAREALSOURCE', token }).render({ ...full, ...parts }, attemptFor(full)).body ?? '',
  );

describe('incident.io', () => {
  it('is told by the id of a source or by its address, but not by both', () => {
    const url = 'https://api.incident.io/v2/alert_events/http/01NOTAREALSOURCE';
    const given = [{ sourceId: '01NOTAREALSOURCE' }, { url }].map((each) => connect({ ...each, token }));
    for (const each of given) expect(each.render(full, attemptFor(full)).url).toBe(url);
    expect(schema.safeParse({ token }).success).toBe(false);
    expect(schema.safeParse({ token, url, sourceId: '01NOTAREALSOURCE' }).success).toBe(false);
  });

  it('resolves what is over under the key that it fired by', () => {
    const [firing, over] = [bodyOf({}), bodyOf({ state: 'resolved' })];
    expect([firing.status, over.status]).toEqual(['firing', 'resolved']);
    expect(over.deduplication_key).toBe(firing.deduplication_key);
  });
});
