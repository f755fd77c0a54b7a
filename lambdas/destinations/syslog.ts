import { X509Certificate } from 'node:crypto';
import * as z from 'zod/mini';
import type { Alert, Severity } from '../core/alert.ts';
import { defineDestination, type OutboundRequest, type Rendered } from '../core/destination.ts';
import { cef } from '../core/formats/cef.ts';
import { type Format, occurredMillis } from '../core/formats/format.ts';
import { leef } from '../core/formats/leef.ts';
import { ocsf } from '../core/formats/ocsf.ts';
import { judgeByStatus } from '../core/http/http-status.ts';
import { fitted } from '../core/siem/fitted.ts';
import { jsonLine } from '../core/siem/json-line.ts';
import { facilities, frameOf, frameSizes, messageOf } from '../core/siem/syslog-frame.ts';
import { oneLine } from '../core/text.ts';

const DOCS = 'https://www.rfc-editor.org/rfc/rfc5425#section-4.3.1';
// What a receiver should take; many take more when told to (rsyslog's maxMessageSize, QRadar's 32767).
const MESSAGE_DEFAULT = 8192;
const MESSAGE_MAX = 65_536;
const BATCH_ITEMS = 100;
const BATCH_BYTES = 500_000;

/** One certificate or several, one after the other. */
function isCertificate(pem: string): boolean {
  const parts = pem.trim().split(/(?<=-----END CERTIFICATE-----)\s*(?=-)/);
  try {
    for (const part of parts) new X509Certificate(part);
    return true;
  } catch {
    return false;
  }
}

const formats = { cef, leef, ocsf } as const satisfies Record<string, Format>;

const header = (max: number, what: string) =>
  z.string().check(
    z.regex(new RegExp(`^[\\x21-\\x7e]{1,${max}}$`), {
      error: `must be 1 to ${max} printable ASCII characters without blanks`,
    }),
    z.describe(what),
  );

const Settings = z.strictObject({
  url: z.string().check(
    z.refine((url) => /^syslog\+tls:\/\/[^/?#@\s]+\/?$/.test(url) && URL.canParse(url), {
      error: 'must be syslog+tls://host:port, with nothing behind it; the port is 6514 when left out',
    }),
    z.describe('The receiver: syslog+tls://host:port; the port is 6514 when left out.'),
  ),
  authority: z.optional(
    z.string().check(
      z.refine(isCertificate, {
        error: 'is no certificate: expected PEM, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----',
      }),
      z.describe('The certificate of the authority that signed the receiver’s, as PEM, when it is no public one.'),
    ),
  ),
  format: z._default(
    z.enum(['cef', 'leef', 'ocsf']).check(z.describe('What the message says the alert in: cef, leef or ocsf (JSON).')),
    'cef',
  ),
  facility: z._default(
    z.enum(facilities).check(z.describe('The facility that the receiver sorts by: local0, auth, alert, …')),
    'local0',
  ),
  appName: z._default(header(48, 'APP-NAME of every message.'), 'tocsin'),
  hostname: z._default(header(255, 'HOSTNAME of every message; in QRadar it is the log source identifier.'), 'tocsin'),
  maxMessage: z._default(
    z
      .int()
      .check(
        z.minimum(MESSAGE_DEFAULT),
        z.maximum(MESSAGE_MAX),
        z.describe(
          `How long a message may be, in bytes, ${MESSAGE_DEFAULT} to ${MESSAGE_MAX}: longer alerts are shortened. Every receiver should take ` +
            `${MESSAGE_DEFAULT}.`,
        ),
      ),
    MESSAGE_DEFAULT,
  ),
});
type Settings = z.infer<typeof Settings>;

/** https://www.rfc-editor.org/rfc/rfc5424#section-6.2.1: informational, notice, warning, error, critical. */
const severities: Readonly<Record<Severity, number>> = { info: 6, low: 5, medium: 4, high: 3, critical: 2 };

// The number that IANA keeps for examples: Tocsin has none of its own (RFC 5612).
const DATA_ID = 'tocsin@32473';

const controls = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;
const escaped = (character: string): string =>
  `\\u${character
    .split('')
    .map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'))
    .join('\\u')}`;

/** No control characters: JSON may say any by its number; in CEF only the tab is left to be one. */
const inertText = (text: string, format: Settings['format']): string =>
  format === 'ocsf' ? jsonLine(JSON.parse(text)).replace(controls, escaped) : text.replaceAll('\t', ' ');

function messageFor(alert: Alert, { attempt }: Rendered, settings: Settings): string {
  const { format, facility, appName, hostname } = settings;
  return messageOf({
    facility: facilities.indexOf(facility),
    severity: severities[alert.severity],
    atMillis: occurredMillis(alert),
    hostname,
    appName,
    messageId: alert.kind,
    dataId: DATA_ID,
    data: {
      alert_id: oneLine(alert.id),
      fingerprint: oneLine(alert.fingerprint),
      source: oneLine(alert.source),
      severity: alert.severity,
      state: alert.state,
      delivery_id: attempt.deliveryId,
      possible_duplicate: attempt.possibleDuplicate ? 'true' : undefined,
    },
    text: inertText(formats[format](alert, attempt).body, format),
  });
}

const frameFor = (item: Rendered, settings: Settings): string =>
  frameOf(fitted(item.alert, settings.maxMessage, (short) => messageFor(short, item, settings)));

const requestOf = (items: readonly Rendered[], settings: Settings): OutboundRequest => ({
  method: 'POST',
  url: settings.url,
  headers: {},
  body: items.map((item) => frameFor(item, settings)).join(''),
  ...(settings.authority === undefined ? {} : { authority: settings.authority }),
});

/** RFC 5424 over TLS (RFC 5425). The protocol has no answers: that the connection ended in order is all there is. */
export const syslog = defineDestination<Settings>({
  docs: DOCS,
  about: {
    name: 'Syslog over TLS',
    group: 'siem',
    shows:
      'One message an alert, in CEF, LEEF or OCSF; the structured data names the alert, its problem and its severity, ' +
      'so that a receiver can sort without reading the text.',
    setup: [
      'At the receiver, open a syslog listener over TLS (RFC 5425, "octet counting", port 6514) that can be reached from the internet.',
      'When its certificate is signed by an authority of your own, put the authority’s certificate (PEM) into authority.',
      'Let the receiver take messages of 8192 bytes at least; when it takes longer ones, say so in maxMessage.',
    ],
    cannot: [
      'Syslog has no acknowledgement: a receiver that closes in order may still lose what it took. Prefer HTTPS where there is a choice.',
      'It knows no message again: after a connection that broke there may be two, the second with possible_duplicate="true".',
      'A receiver that asks for a client certificate, or is only in a private network, is not reached.',
    ],
    limits: [
      {
        what: 'message',
        max: MESSAGE_MAX,
        unit: 'bytes',
        docs: DOCS,
        measure: ({ body = '' }) => Math.max(...frameSizes(body)),
      },
    ],
  },
  settings: Settings,
  secrets: [],
  audience: 'machines',
  render: (alert, attempt, settings) => requestOf([{ alert, attempt }], settings),
  judge: judgeByStatus,
  batch: {
    maxItems: BATCH_ITEMS,
    maxBytes: BATCH_BYTES,
    render: requestOf,
    judge: (response, items) => items.map(() => judgeByStatus(response)),
  },
});
