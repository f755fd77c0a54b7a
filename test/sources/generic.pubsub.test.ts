import { describe, expect, it } from 'vitest';
import { generic } from '../../lambdas/sources/generic/index.ts';
import { alertsOf } from './read.ts';

const alert = (payload: unknown) => alertsOf(generic, payload)[0];

describe('a push request of Google Pub/Sub', () => {
  const finding = {
    name: 'organizations/1/sources/2/findings/3',
    resourceName: '//cloudresourcemanager.googleapis.com/projects/333',
    category: 'Persistence: IAM anomalous grant',
    severity: 'CRITICAL',
    findingClass: 'MISCONFIGURATION',
    state: 'ACTIVE',
    eventTime: '2024-06-19T11:42:41Z',
  };
  const push = (change: object = {}, message: object = {}) => {
    const data = Buffer.from(JSON.stringify({ finding: { ...finding, ...change } })).toString('base64');
    return {
      message: { data, messageId: '9', publishTime: '2024-06-19T11:42:45Z', ...message },
      subscription: 'projects/a/s',
    };
  };

  it('is read by what it carries', () => {
    expect(alert(push())).toMatchObject({
      title: 'Persistence: IAM anomalous grant on //cloudresourcemanager.googleapis.com/projects/333',
      finding: { vendorUid: 'organizations/1/sources/2/findings/3' },
      severity: 'critical',
      class: 'compliance',
      occurredAt: '2024-06-19T11:42:41.000Z',
      cloud: { provider: 'gcp', account: '333', resource: { uid: finding.resourceName } },
    });
    expect(alert(push())?.facts).toMatchObject({ subscription: 'projects/a/s', 'message.messageId': '9' });
  });

  it('ends and is muted as the finding says', () => {
    expect(alert(push({ state: 'INACTIVE' }))?.state).toBe('resolved');
    expect(alert(push({ mute: 'MUTED' }))).toMatchObject({ state: 'open', finding: { status: 'suppressed' } });
    expect(alert(push({ mute: 'UNMUTED' }))?.finding.status).toBe('new');
  });

  it('whose data is no JSON stays as it came', () => {
    expect(alert(push({}, { data: 'bm90IEpTT04' }))?.facts['message.data']).toBe('bm90IEpTT04');
  });
});
