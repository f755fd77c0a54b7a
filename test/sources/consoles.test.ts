import { expect, test } from 'vitest';
import { withTrustedLink } from '../../lambdas/sources/_kit/trusted-link.ts';
import { sources } from '../../lambdas/sources/index.ts';
import { alertsOf } from './read.ts';

/** Types whose alerts lead to no host of a vendor, and why. */
const without = new Map([
  ['alertmanager', 'runs where its user has it; `links` of the source names the host'],
  ['checkmk', 'runs where its user has it'],
  ['cloudevents', 'an envelope of any vendor'],
  ['custom', 'the configuration maps any sender'],
  ['falco', 'has no console'],
  ['falcosidekick', 'its console runs where its user has it'],
  ['generic', 'any sender'],
  ['kubearmor', 'has no console of its own; AccuKnox is a type of its own'],
  ['kubescape', 'its console runs where its user has it'],
  ['ocsf', 'a format of many vendors'],
  ['policy-reporter', 'its console runs where its user has it'],
  ['prowler', 'runs where its user has it'],
  ['standard-webhooks', 'an envelope of any vendor'],
  ['suricata', 'has no console'],
  ['tetragon', 'has no console'],
  ['uptime-kuma', 'runs where its user has it'],
  ['zabbix', 'runs where its user has it'],
]);

test.each(Object.keys(sources))('%s names the hosts of its vendor’s console, or has a reason not to', (type) => {
  const hosts = sources[type as keyof typeof sources].consoles ?? [];
  expect(hosts.length > 0, `${type}: add its hosts as "consoles", or here why it has none`).toBe(!without.has(type));
  for (const host of hosts) expect(host).toMatch(/^(?:\*\.)?(?:[a-z0-9-]+\.)+[a-z]+$/);
});

/** Links as vendors write them. */
const links: readonly (readonly [type: string, link: string])[] = [
  ['cloudflare', 'https://dash.cloudflare.com/a1b2/shop.example/security/events'],
  ['crowdsec', 'https://app.crowdsec.net/alerts/x'],
  ['crowdstrike', 'https://falcon.us-2.crowdstrike.com/automated-leads/x'],
  ['datadog', 'https://app.datadoghq.eu/security?event=x'],
  ['elastic', 'https://soc-1a2b3c.kb.eu-central-1.aws.cloud.es.elastic-cloud.com/app/security'],
  ['forticnapp', 'https://acme.lacework.net/ui/investigate/x'],
  ['github', 'https://github.com/acme/shop/security/secret-scanning/42'],
  ['gitlab', 'https://gitlab.com/acme/shop/-/security/vulnerabilities/1'],
  ['grafana', 'https://acme.grafana.net/alerting/grafana/x/view'],
  ['guardduty', 'https://eu-central-1.console.aws.amazon.com/guardduty/home?region=eu-central-1'],
  ['microsoft-defender', 'https://security.microsoft.com/alerts/da1?tid=t'],
  ['opsgenie', 'https://acme.app.opsgenie.com/alert/detail/x/details'],
  ['okta', 'https://acme.okta.com/report/system_log_2'],
  ['pagerduty', 'https://acme.pagerduty.com/incidents/Q1'],
  ['rhacs', 'https://acs-d1a2.acs.rhcloud.com/main/violations/x'],
  ['securityhub', 'https://eu-west-1.console.aws.amazon.com/securityhub/home'],
  ['splunk', 'https://acme.splunkcloud.com/app/search/x'],
  ['stepsecurity', 'https://app.stepsecurity.io/github/acme/actions/runs/1'],
  ['sysdig', 'https://eu1.app.sysdig.com/secure/#/events/x'],
  ['traceable', 'https://app.traceable.ai/threats/x'],
  ['trivy-operator', 'https://avd.aquasec.com/nvd/cve-2024-1'],
  ['wallarm', 'https://us1.my.wallarm.com/attacks/x'],
  ['fastly-ngwaf', 'https://dashboard.signalsciences.net/corps/acme/sites/shop/requests/1'],
];

const [alert] = alertsOf(sources.generic, { title: 'Something happened', severity: 'high' });

test.each(links)('a link of %s to its console stays a link: %s', (type, url) => {
  if (alert === undefined) throw new Error('no alert to try it with');
  const hosts = sources[type as keyof typeof sources].consoles ?? [];
  expect(withTrustedLink({ ...alert, url }, hosts).url).toBe(url);
  const elsewhere = new URL(url);
  elsewhere.hostname = `${elsewhere.hostname}.evil.example`;
  expect(withTrustedLink({ ...alert, url: elsewhere.href }, hosts).url).toBeUndefined();
});
