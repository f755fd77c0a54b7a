import { expect, test } from 'vitest';
import { falco } from '../../lambdas/sources/falco/index.ts';
import { falcosidekick } from '../../lambdas/sources/falcosidekick/index.ts';
import { alertsOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const alerts = (payload: unknown) => alertsOf(falco, payload, { receivedAt: '2026-09-01T10:00:00.000Z' });

const event = {
  rule: 'Read sensitive file untrusted',
  priority: 'Warning',
  output: 'Sensitive file opened (file=/etc/shadow)',
  source: 'syscall',
  hostname: 'node-a',
  time: '2026-08-31T15:26:50.829165123Z',
  output_fields: {
    'evt.time': '1788190010829165123',
    'fd.name': '/etc/shadow',
    'k8s.ns.name': 'shop',
    'k8s.pod.name': 'web-6d6f8cc7d5-2q9wf',
    'proc.name': 'cat',
    'proc.pid': 4711,
  },
};
const withFields = (fields: object) => ({ ...event, output_fields: { ...event.output_fields, ...fields } });

const connected = (fields: object) =>
  alerts(withFields({ 'fd.name': '10.1.2.3:51234->203.0.113.9:443', 'fd.l4proto': 'tcp', ...fields }))[0];

test('of a connection to the outside the far end is the remote', () => {
  const found = connected({ 'fd.cip': '10.1.2.3', 'fd.sip': '203.0.113.9', 'fd.sport': 443, 'fd.rip': '203.0.113.9' });
  expect(found).toMatchObject({
    target: { ip: '10.1.2.3' },
    connection: { direction: 'outbound', protocol: 'tcp', remote: { ip: '203.0.113.9', port: 443 } },
  });
  expect(found?.actor).not.toHaveProperty('ip');
});

test('of a connection from the outside the client is the actor', () => {
  const ends = {
    'fd.cip': '198.51.100.7',
    'fd.cport': 40000,
    'fd.rip': '198.51.100.7',
    'fd.sip': '10.1.2.3',
    'fd.sport': 22,
  };
  expect(connected({ 'fd.name': '198.51.100.7:40000->10.1.2.3:22', ...ends })).toMatchObject({
    actor: { ip: '198.51.100.7', port: 40000 },
    target: { ip: '10.1.2.3', port: 22 },
    connection: { direction: 'inbound', remote: { ip: '198.51.100.7', port: 40000 } },
  });
});

test('without a far end the system call says which way a connection went', () => {
  expect(connected({ 'evt.type': 'connect' })?.connection?.direction).toBe('outbound');
  expect(connected({ 'evt.type': 'accept4' })?.connection).toMatchObject({
    direction: 'inbound',
    remote: { ip: '10.1.2.3', port: 51234 },
  });
  expect(connected({})?.connection).toEqual({ protocol: 'tcp', remote: { ip: '203.0.113.9', port: 443 } });
});

test('the process tree, the file, the container and the node stand in their places, and not among the facts', () => {
  const [found] = alerts(
    withFields({
      'proc.exepath': '/bin/cat',
      'proc.cmdline': 'cat /etc/shadow',
      'proc.ppid': 4000,
      'proc.pname': 'bash',
      'proc.pcmdline': 'bash -l',
      'container.id': '3ad7b26ded6d',
      'container.name': 'web',
      'container.image.repository': 'nginx',
      'container.image.tag': '1.27',
      'k8s.node.name': 'node-a',
    }),
  );
  expect(found).toMatchObject({
    actor: {
      process: {
        name: 'cat',
        path: '/bin/cat',
        pid: 4711,
        commandLine: 'cat /etc/shadow',
        parent: { name: 'bash', pid: 4000, commandLine: 'bash -l' },
      },
    },
    target: { kind: 'container', host: 'node-a' },
    file: { path: '/etc/shadow', name: 'shadow' },
    container: { id: '3ad7b26ded6d', name: 'web', image: 'nginx:1.27' },
    kubernetes: { namespace: 'shop', pod: 'web-6d6f8cc7d5-2q9wf', node: 'node-a' },
  });
  expect(found).not.toHaveProperty('sensor');
  expect(Object.keys(found?.facts ?? {}).sort()).toEqual(['output_fields.evt.time', 'time']);
});

test('the name of the pod that Falco runs in is the sensor, and no machine', () => {
  const [found] = alerts({ ...event, hostname: 'falco-xq2kd' });
  expect(found).toMatchObject({ sensor: { host: 'falco-xq2kd' } });
  expect(found?.target).not.toHaveProperty('host');
});

test.each([
  [
    'shell-in-container',
    {
      actor: { user: 'root', process: { name: 'sh', commandLine: 'sh -i', parent: { name: 'runc' } } },
      container: { id: '3ad7b26ded6d', name: 'nginx', image: 'docker.io/library/nginx' },
      kubernetes: { namespace: 'shop', pod: 'web-0' },
      sensor: { host: 'falco-xq2kd' },
    },
  ],
  ['cloudtrail', { actor: { ip: '198.51.100.7', user: 'admin' }, cloud: { provider: 'aws', region: 'eu-central-1' } }],
  [
    'k8s-audit',
    {
      actor: { ip: '198.51.100.9', user: 'jane@example.test', email: 'jane@example.test' },
      kubernetes: { namespace: 'shop', pod: 'web-6d6f8cc7d5-2q9wf' },
    },
  ],
  [
    'outbound-connection',
    {
      actor: { process: { name: 'curl', path: '/usr/bin/curl', commandLine: 'curl http://169.254.169.254/latest' } },
      target: { host: 'node-a', ip: '10.1.2.3' },
      connection: { remote: { ip: '169.254.169.254', port: 80 } },
      container: { id: '3ad7b26ded6d', name: 'web', image: 'docker.io/library/nginx:1.27' },
      kubernetes: { namespace: 'shop', workload: 'web', pod: 'web-6d6f8cc7d5-2q9wf' },
    },
  ],
  ['metrics-with-drops', { class: 'operational', target: { host: 'node-a' }, sensor: { version: '0.42.0' } }],
])('sample %s has its values in their places', (name, places) => {
  expect(sampleAlerts('falco', falco, name)[0]).toMatchObject(places);
});

test.each([
  [
    'webhook',
    {
      actor: { process: { commandLine: 'cat /etc/shadow' } },
      target: { host: 'node-a' },
      file: { path: '/etc/shadow', name: 'shadow' },
      attack: [{ tactics: [{ uid: 'TA0006' }] }],
    },
  ],
  [
    'templated',
    {
      file: { path: '/root/.ssh/authorized_keys', name: 'authorized_keys' },
      kubernetes: { cluster: 'prod-eu', namespace: 'shop', pod: 'web-0' },
      labels: { team: 'platform' },
    },
  ],
])('sample %s of Falcosidekick has its values in their places', (name, places) => {
  expect(sampleAlerts('falcosidekick', falcosidekick, name)[0]).toMatchObject(places);
});
