import * as z from 'zod/mini';
import type { Alert, Severity } from '../../domain/alert.ts';
import type { OutboundRequest } from '../../domain/outbound.ts';
import { oneLine } from '../../domain/values/text.ts';
import { defineDestination, type Rendered } from '../_kit/define-destination.ts';
import { occurredMillis } from '../_kit/formats/_kit/format.ts';
import { isOver } from '../_kit/formats/event-class.ts';
import { judgeByStatus } from '../_kit/http/http-status.ts';
import { fitted } from '../_kit/siem/shrink-to-fit.ts';
import { facilities, frameOf, frameSizes, messageOf } from './frame.ts';
import { BRIEFEST, inertLine, syslogFormats, syslogText } from './text.ts';

const DOCS = 'https://www.rfc-editor.org/rfc/rfc5425#section-4.3.1';
// rsyslog cuts a message after 8,096 bytes unless configured otherwise, and reads the rest as a message of its own.
const BYTES_DEFAULT = 8000;
/** What any alert fits into, shortened as far as it may be. */
const BYTES_MIN = 4096;
const BYTES_MAX = 65_536;
/** The octet count of the longest message and the blank after it (§4.3). */
const COUNT_BYTES = 6;
const BATCH_ITEMS = 100;
const BATCH_BYTES = 500_000;

/** RFC 5612. */
const DOCUMENTATION_NUMBER = 32_473;

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
  format: z._default(
    z.enum(syslogFormats).check(z.describe('What the message says the alert in: cef, leef or ocsf (JSON).')),
    'cef',
  ),
  facility: z._default(
    z.enum(facilities).check(z.describe('The facility that the receiver sorts by: local0, auth, alert, …')),
    'local0',
  ),
  appName: z._default(header(48, 'APP-NAME of every message.'), 'tocsin'),
  hostname: z._default(header(255, 'HOSTNAME of every message; in QRadar it is the log source identifier.'), 'tocsin'),
  maxBytes: z._default(
    z
      .int()
      .check(
        z.minimum(BYTES_MIN),
        z.maximum(BYTES_MAX),
        z.describe(
          `How long a message may be in all, in bytes, ${BYTES_MIN} to ${BYTES_MAX}: longer alerts are shortened. Raise it ` +
            'only after the receiver’s own limit is above it: what a receiver cuts off it reads as another message.',
        ),
      ),
    BYTES_DEFAULT,
  ),
  enterpriseNumber: z.optional(
    z.int().check(
      z.minimum(1),
      z.maximum(4_294_967_295),
      z.refine((number) => number !== DOCUMENTATION_NUMBER, {
        error: `${DOCUMENTATION_NUMBER} is kept for examples (RFC 5612): give the number that IANA registered for your organisation, or leave it out`,
      }),
      z.describe(
        'The private enterprise number of your organisation. With it every message has structured data named ' +
          'tocsin@<number>; without it none, for other names are reserved.',
      ),
    ),
  ),
});
type Settings = z.infer<typeof Settings>;

/** https://www.rfc-editor.org/rfc/rfc5424#section-6.2.1: informational, notice, warning, error, critical. */
const severities: Readonly<Record<Severity, number>> = { info: 6, low: 5, medium: 4, high: 3, critical: 2 };

/** https://www.rfc-editor.org/rfc/rfc5424#section-6.3.2: a name without a number is IANA's to give. */
const dataIdOf = ({ enterpriseNumber }: Settings): string | undefined =>
  enterpriseNumber === undefined ? undefined : `tocsin@${enterpriseNumber}`;

function messageFor(alert: Alert, { attempt }: Rendered, settings: Settings, brevity: number): string {
  const { format, facility, appName, hostname } = settings;
  return messageOf({
    facility: facilities.indexOf(facility),
    severity: isOver(alert) ? severities.info : severities[alert.severity],
    atMillis: occurredMillis(alert),
    hostname,
    appName,
    messageId: alert.kind,
    dataId: dataIdOf(settings),
    data: {
      alert_id: inertLine(oneLine(alert.id)),
      finding_uid: inertLine(oneLine(alert.finding.uid)),
      finding_status: alert.finding.status,
      fingerprint: inertLine(oneLine(alert.fingerprint)),
      source: inertLine(oneLine(alert.source)),
      severity: alert.severity,
      class: alert.class,
      state: alert.state,
      delivery_id: attempt.deliveryId,
      possible_duplicate: attempt.possibleDuplicate ? 'true' : undefined,
    },
    text: syslogText(alert, attempt, format, brevity),
  });
}

/** Whole where that fits; else with less of what stands twice, and only then with shorter texts and without the rest. */
function frameFor(item: Rendered, settings: Settings): string {
  const max = settings.maxBytes - COUNT_BYTES;
  const whole = messageFor(item.alert, item, settings, 0);
  if (Buffer.byteLength(whole) <= max) return frameOf(whole);
  let message = whole;
  for (let brevity = 1; brevity <= BRIEFEST && Buffer.byteLength(message) > max; brevity += 1)
    message = fitted(item.alert, max, (short) => messageFor(short, item, settings, brevity));
  return frameOf(message);
}

const requestOf = (items: readonly Rendered[], settings: Settings): OutboundRequest => ({
  method: 'POST',
  url: settings.url,
  headers: {},
  body: items.map((item) => frameFor(item, settings)).join(''),
});

/** RFC 5424 over TLS (RFC 5425). The protocol has no answers: that the connection ended in order is all there is. */
export const syslog = defineDestination<Settings>({
  docs: DOCS,
  about: {
    name: 'Syslog over TLS',
    group: 'siem',
    shows:
      'One message an alert, in CEF, LEEF or OCSF, which hold the ids of the alert and of its problem. With enterpriseNumber ' +
      'also structured data with ids, source, severity and state, so that a receiver can sort without reading the text.',
    setup: [
      'At the receiver, open a syslog listener over TLS (RFC 5425, "octet counting", port 6514) that Tocsin can reach; inside your network, set allowAddresses.',
      'When its certificate is signed by an authority of your own, name the file with the authority’s certificate (PEM) in authority.',
      'See that the receiver takes messages of 8000 bytes: rsyslog ($MaxMessageSize, 8k) and syslog-ng (log-msg-size(), 64 KiB) ' +
        'do unless configured otherwise. For longer ones raise the receiver’s limit first, restart it, then set maxBytes below it. ' +
        'A receiver that takes less cuts the message and stores the rest as another one: set maxBytes below that, down to 4096.',
    ],
    cannot: [
      'Syslog has no acknowledgement. Delivered means that the receiver’s system has acknowledged every byte by TCP (or, where ' +
        'Tocsin’s own system does not show that, that the receiver closed the connection in order): what its program had not ' +
        'read or stored when it ended is lost, and nobody is notified. Prefer HTTPS where there is a choice.',
      'It knows no message again: after a connection that broke there may be two, the second marked as a possible repeat: ' +
        'cn1=1 in CEF, possibleDuplicate=true in LEEF, the label possible_duplicate in OCSF.',
      'A priority in a text, such as <134>, is written ‹134> in CEF and LEEF, so that no part of a text looks like a message.',
      'A receiver that asks for a client certificate, or is only in a private network, is not reached.',
    ],
    limits: [
      {
        what: 'message',
        max: BYTES_MAX,
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
