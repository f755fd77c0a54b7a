import { destinations } from '../../lambdas/destinations/index.ts';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { attemptFor } from '../conformance/alerts.ts';
import { variantsOf } from '../conformance/destination-cases.ts';
import type { Standard } from './standards.ts';

/** A destination that sends a standard, and where in a body the event stands. */
interface Sender {
  readonly type: keyof typeof destinations;
  readonly format?: string;
  readonly eventIn: (body: string) => unknown;
}

/** `key=value` with the escapes of CEF and LEEF, after the bars of the header. */
function pairsIn(body: string, separator: RegExp): Record<string, string> {
  const found = body.split(separator).flatMap((part): [string, string][] => {
    const at = part.indexOf('=');
    return at < 1
      ? []
      : [
          [
            part.slice(0, at).replace(/^.*\|/s, ''),
            part
              .slice(at + 1)
              .replace(/\\([\\=|])/g, '$1')
              .trim(),
          ],
        ];
  });
  return Object.fromEntries(found);
}

interface Envelope {
  readonly time?: number;
  readonly event?: unknown;
}

/** HEC takes the time, which is `_time` in an index, beside the event. */
function splunkEvent(body: string): unknown {
  const { time, event } = JSON.parse(body) as Envelope;
  const fields: unknown = typeof event === 'string' ? JSON.parse(event) : event;
  return { ...(fields as object), _time: time === undefined ? undefined : time * 1000 };
}

const senders: Readonly<Record<Standard, Sender>> = {
  ocsf: { type: 'webhook', format: 'ocsf', eventIn: (body) => JSON.parse(body) },
  ecs: { type: 'webhook', format: 'ecs', eventIn: (body) => JSON.parse(body) },
  asim: { type: 'sentinel', eventIn: (body) => JSON.parse(body) },
  udm: { type: 'google-secops', eventIn: (body) => JSON.parse(body)['inlineSource'].events[0].udm },
  asff: { type: 'security-hub', eventIn: (body) => JSON.parse(body)['Findings'] },
  // A key begins after a blank; no value holds an equals sign that is not escaped.
  cef: { type: 'webhook', format: 'cef', eventIn: (body) => pairsIn(body, /(?<!\\)[ |](?=[A-Za-z][A-Za-z0-9]*=)/) },
  leef: { type: 'qradar', eventIn: (body) => pairsIn(body, /\^/) },
  cim: { type: 'splunk', format: 'cim', eventIn: splunkEvent },
};

const settingsOf = ({ type, format }: Sender): unknown => {
  const [variant] = variantsOf(type);
  return { ...variant?.settings, ...(format === undefined ? {} : { format }) };
};

/** Whether a destination can send a standard. */
export function isSent(standard: Standard): boolean {
  const sender = senders[standard];
  return destinations[sender.type].settings.safeParse(settingsOf(sender)).success;
}

/** An alert as a standard has it, with its fields as objects. */
export function documentOf(standard: Standard, alert: Alert): unknown {
  const sender = senders[standard];
  const { body = '' } = destinations[sender.type].connect(settingsOf(sender)).render(alert, attemptFor(alert));
  return sender.eventIn(body);
}
