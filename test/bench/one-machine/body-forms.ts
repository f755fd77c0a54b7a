import { genericAlert } from '../../one-machine/alerts.ts';

/**
 * An event as Falco posts it with `json_output` and `json_include_output_property`
 * (https://falco.org/docs/concepts/outputs/formatting/); falcosidekick takes it at `/`.
 */
const falcoEvent = (mark: string): string =>
  JSON.stringify({
    uuid: mark,
    hostname: 'web-1',
    output: `Warning: Suspicious login ${mark} (user=root host=web-1)`,
    priority: 'Warning',
    rule: 'Suspicious login',
    source: 'syscall',
    tags: ['login'],
    time: new Date().toISOString(),
    output_fields: { 'proc.name': 'login', 'user.name': 'root' },
  });

/** A list of one alert as `POST /api/v2/alerts` of Alertmanager takes it (https://prometheus.io/docs/alerting/latest/alerts_api/). */
const alertmanagerAlerts = (mark: string): string =>
  JSON.stringify([
    {
      labels: { alertname: 'SuspiciousLogin', severity: 'high', instance: 'web-1', mark },
      annotations: { summary: `Suspicious login ${mark}`, description: 'a login from an unknown address' },
    },
  ]);

/** What the sender of the benchmark can post: the same alert in the words of each program under measurement. */
export const bodyForms = {
  generic: (mark: string): string => genericAlert(mark),
  falco: falcoEvent,
  alertmanager: alertmanagerAlerts,
} as const satisfies Readonly<Record<string, (mark: string) => string>>;

export type BodyForm = keyof typeof bodyForms;

export const formNames = Object.keys(bodyForms) as readonly BodyForm[];
