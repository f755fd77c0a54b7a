/**
 * What a receiver of machines takes for a new alert, by its own fields: no ending, nothing that was silenced and no report
 * that is no detection of a security finding; and every report about a finding bears the finding's one uid.
 */
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { destinations } from '../../lambdas/destinations/index.ts';
import { type Alert, AlertClass, AlertKind, FindingStatus, isLiveDetection } from '../../lambdas/domain/alert.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';
import { readCef } from '../validators/cef.ts';
import { readLeef } from '../validators/qradar.ts';

interface Receiver {
  readonly settings: object;
  /** Whether the body of a request says that there is a new alert, as rules of the vendor read it. */
  isNewAlert(body: string): boolean;
  uidIn(body: string): unknown;
}

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const url = 'https://siem.example.test';
const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x'.repeat(40) };
const live = /^(threat|vulnerability|compliance|exposure)(\/in_progress)?$/;
const cefOf = (body: string) => ({ ...readCef(body), fields: new Map(readCef(body).pairs) });
const leefOf = (body: string) => new Map(readLeef(body).pairs);
const udmOf = (body: string) => JSON.parse(body).inlineSource.events[0].udm;
const entryOf = (body: string) => JSON.parse(body).Entries[0];

const receivers = {
  cef: {
    settings: { url },
    isNewAlert: (body) => live.test(cefOf(body).fields.get('cat') ?? '') && Number(cefOf(body).header[6]) > 0,
    uidIn: (body) => cefOf(body).fields.get('cs2'),
  },
  qradar: {
    settings: { url },
    isNewAlert: (body) => live.test(leefOf(body).get('cat') ?? '') && Number(leefOf(body).get('sev')) > 1,
    uidIn: (body) => leefOf(body).get('findingUid'),
  },
  sentinel: {
    settings: {
      endpoint: url,
      dcrImmutableId: `dcr-${'0'.repeat(32)}`,
      tenantId: '00001111-aaaa-2222-bbbb-3333cccc4444',
      clientId: '11112222-bbbb-3333-cccc-4444dddd5555',
      clientSecret: 's',
    },
    isNewAlert: (body) => JSON.parse(body)[0].AlertStatus === 'Active',
    uidIn: (body) => JSON.parse(body)[0].EventUid,
  },
  'google-secops': {
    settings: {
      project: 'soc-project',
      region: 'eu',
      instance: '0aeeac95-ac74-4aa9-b30d-6c4c0ac581ba',
      credentials: JSON.stringify({ type: 'service_account', client_email: 'a@b.example', private_key: privateKey }),
    },
    isNewAlert: (body) => udmOf(body).securityResult[0].alertState === 'ALERTING',
    uidIn: (body) => udmOf(body).metadata.productLogId,
  },
  splunk: {
    settings: { url, token: '11111111-2222-3333-4444-555555555555', format: 'cim' },
    isNewAlert: (body) => JSON.parse(body).event.type === 'alert',
    uidIn: (body) => JSON.parse(body).event.finding_uid,
  },
  eventbridge: {
    settings: { region: 'eu-central-1', ...keys },
    isNewAlert: (body) => entryOf(body).DetailType === 'Security Alert',
    uidIn: (body) => JSON.parse(entryOf(body).Detail).finding.uid,
  },
} as const satisfies Record<string, Receiver>;

const full = alertNamed('full');
const reports: readonly Alert[] = AlertKind.options.flatMap((kind) =>
  AlertClass.options.flatMap((about) =>
    FindingStatus.options.map((status): Alert => {
      const state = status === 'resolved' ? 'resolved' : 'open';
      return {
        ...full,
        id: `${kind}-${about}-${status}`,
        kind,
        class: about,
        state,
        finding: { ...full.finding, status },
      };
    }),
  ),
);

describe.each(Object.keys(receivers))('%s', (type) => {
  const receiver = Object.entries(receivers).find(([name]) => name === type)?.[1];
  const destination = Object.entries(destinations).find(([name]) => name === type)?.[1];
  if (receiver === undefined || destination === undefined) throw new Error(type);
  const bodyFor = (alert: Alert): string =>
    destination.connect(receiver.settings).render(alert, attemptFor(alert)).body ?? '';

  it('gets a new alert for a live detection of a security finding, and for nothing else', () => {
    const wrong = reports.filter((alert) => receiver.isNewAlert(bodyFor(alert)) !== isLiveDetection(alert));
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  it('finds one uid in the new report of a finding, in an update, in a silenced one and in the last', () => {
    const uids = FindingStatus.options.map((status) =>
      receiver.uidIn(bodyFor({ ...full, id: status, finding: { ...full.finding, status } })),
    );
    expect(uids).toEqual(FindingStatus.options.map(() => full.finding.uid));
  });
});
