import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import type { Target } from '../../domain/places.ts';
import { defined, type Fields, factsBut, isFields, textOf } from '../../domain/values/json-fields.ts';
import { classByWords, namesAttack } from '../_kit/class-words.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { detected, joined, linkIn } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { identified } from '../_kit/identified.ts';
import { sayings } from '../_kit/identity.ts';
import { readItems } from '../_kit/items.ts';
import { noAlert } from '../_kit/non-alert.ts';
import { addressIn } from '../_kit/typed-places.ts';
import { countIn } from '../_kit/typed-values.ts';
import {
  changedAtIn,
  happeningIn,
  isOver,
  occurredAtIn,
  serviceIn,
  severityOf,
  stateIn,
  statusOf,
  under,
} from './standing.ts';

const hostNames = under('HOSTNAME', 'host');

const targetOf = (said: Dig): Target =>
  defined({
    kind: serviceIn(said) === undefined ? 'host' : 'service',
    host: said.take(...hostNames),
    ip: addressIn(said, ...under('HOSTADDRESS', 'address'), ...under('HOST_ADDRESS_4'), ...under('HOST_ADDRESS_6')),
  });

const siteIn = (said: Dig): string | undefined => said.text('OMD_SITE', ...under('OMD_SITE', 'site'));

/** The host, and the service on it; a number of the problem is another one when it is over. */
function problemOf(said: Dig, record: Fields): string[] {
  const [host, service] = [said.text(...hostNames), serviceIn(said)];
  if (host === undefined && service === undefined) return ['checkmk', ...sayings(record)];
  const rule = said.text(...under('EC_RULE_ID'));
  return ['checkmk', exactly(siteIn(said) ?? '', host ?? '', service ?? '', rule ?? '')];
}

/** `Filesystem /var on web-1 is CRITICAL`, `Host web-1 is UP`. */
function titleOf(said: Dig): string {
  const [host, service, state] = [said.text(...hostNames), serviceIn(said), stateIn(said)];
  const what = service === undefined ? joined(['Host', host]) : joined([service, host], ' on ');
  return `${what}${state === undefined ? '' : ` is ${state}`}${happeningIn(said)}`;
}

/** The output of the check, and what somebody wrote about it. */
function descriptionOf(said: Dig): string | undefined {
  const kind = serviceIn(said) === undefined ? 'HOST' : 'SERVICE';
  const parts = [
    said.take(...under(`${kind}OUTPUT`, 'output')),
    said.take(...under(`LONG${kind}OUTPUT`, 'long_output')),
    said.take(...under('NOTIFICATIONCOMMENT'), ...under(`${kind}ACKCOMMENT`)),
  ];
  return joined([...new Set(parts)], '\n\n') || undefined;
}

/** `HOSTLABEL_team`, `SERVICELABEL_team`: labels that somebody gave a host or a service. */
const ownLabels = (fields: Fields): [name: string, text: string][] =>
  Object.entries(fields).flatMap(([key, value]) => {
    const name = /^(?:NOTIFY_)?(?:HOST|SERVICE)LABEL_(.{1,128})$/.exec(key)?.[1];
    const text = textOf(value);
    return name === undefined || text === undefined ? [] : [[name, text] as [string, string]];
  });

const labelsOf = (said: Dig, fields: Fields) => ({
  ...Object.fromEntries(ownLabels(fields)),
  site: siteIn(said),
  notificationType: said.text(...under('NOTIFICATIONTYPE')),
  hostGroups: said.text(...under('HOSTGROUPNAMES')),
  serviceGroups: said.text(...under('SERVICEGROUPNAMES')),
});

function findingOf(said: Dig, isEnd: boolean): Detection['finding'] {
  const kind = serviceIn(said) === undefined ? 'HOST' : 'SERVICE';
  return defined({
    // Of an event of the Event Console; other notifications have no id that their end has too.
    vendorUid: said.take(...under('EC_ID')),
    firstSeenAt: isEnd ? undefined : changedAtIn(said),
    count: countIn(said, ...under(`${kind}NOTIFICATIONNUMBER`)),
    status: isEnd ? undefined : statusOf(said),
  });
}

const ruleIn = (said: Dig): string | undefined => {
  const kind = serviceIn(said) === undefined ? 'HOST' : 'SERVICE';
  return said.take(...under('EC_RULE_ID'), ...under(`${kind}CHECKCOMMAND`, 'check_command'));
};

/** By the name of the service; a log line that the Event Console matched says itself what it is about. */
function classOf(said: Dig): Detection['class'] {
  const line = said.text(...under('EC_ID')) === undefined ? undefined : said.text(...under('SERVICEOUTPUT', 'output'));
  const words = joined([serviceIn(said), line]);
  return classByWords(words) ?? (namesAttack(words) ? 'threat' : 'operational');
}

function toDetection(fields: Fields, received: Received): Detection {
  const said = dig(fields);
  const [service, isEnd, occurredAt] = [serviceIn(said), isOver(said), occurredAtIn(said)];
  const problem = problemOf(said, fields);
  const [title, target] = [titleOf(said), targetOf(said)];
  return detected(
    {
      identity: identified({ id: undefined, update: [], record: fields, occurredAt }, received),
      problem,
      record: fields,
      class: classOf(said),
      type: ruleIn(said) ?? service ?? 'host check',
      rule: defined({ name: service }),
      finding: findingOf(said, isEnd),
      title,
      description: descriptionOf(said),
      ...severityOf(said),
      state: isEnd ? 'resolved' : 'open',
      occurredAt,
      target,
      labels: labelsOf(said, fields),
      url: linkIn(said, ...under(service === undefined ? 'HOSTURL' : 'SERVICEURL', 'url')),
      facts: factsBut(fields, said),
    },
    received,
  );
}

const marks = [
  under('NOTIFICATIONTYPE'),
  under('WHAT'),
  under('HOSTSTATE'),
  under('SERVICESTATE'),
  under('EC_RULE_ID'),
];

/** A host or a service, and something that only a notification says. */
const isContext = (fields: Fields): boolean => {
  const said = dig(fields);
  return (
    said.text(...hostNames, ...under('SERVICEDESC')) !== undefined &&
    marks.some((names) => said.text(...names) !== undefined)
  );
};

const readItem = (item: unknown, received: Received): Reading =>
  isFields(item) && isContext(item)
    ? { kind: 'alerts', detections: [toDetection(item, received)] }
    : noAlert(item, 'no Checkmk notification in it');

/** Checkmk: problems and recoveries of hosts and services, by a notification script. */
export const checkmk = defineSource({
  vendor: 'Checkmk',
  product: 'Checkmk',
  docs: 'https://docs.checkmk.com/latest/en/notifications.html#environment_variables',
  about: {
    name: 'Checkmk',
    setup: [
      'As the site user, create the file `~/local/share/check_mk/notifications/tocsin` with these lines, and make it executable (`chmod +x`): ' +
        '`#!/usr/bin/env python3`, `# Tocsin`, `import json, os, urllib.request`, ' +
        '`c = {k[7:]: v for k, v in os.environ.items() if k.startswith("NOTIFY_") and not k.startswith("NOTIFY_PARAMETER")}`, ' +
        '`c["OMD_SITE"] = os.environ.get("OMD_SITE", "")`, ' +
        '`h = {"Content-Type": "application/json", "Authorization": "Bearer " + os.environ["NOTIFY_PARAMETER_2"]}`, ' +
        '`urllib.request.urlopen(urllib.request.Request(os.environ["NOTIFY_PARAMETER_1"], json.dumps(c).encode(), h), timeout=20)`.',
      'In Checkmk, open Setup, Events, Notifications, and add a rule with the notification method Tocsin and the parameters {url} and the token, in this order.',
      'Under the triggering events choose problems, recoveries, acknowledgements and downtimes. Choose one contact, or the script runs once for each of them.',
      'Use "Test notifications" on the same page with "Send out" ticked: the alert of the host that you chose comes.',
    ],
    auth: `{ bearer: "\${CHECKMK_HOOK_TOKEN}" }`,
    arrives:
      'One notification a request, or a list of them; a problem again at the interval of its rule while it lasts.',
    becomes:
      'An alert a notification, with the check as its type. DOWN and CRITICAL are critical, WARNING, UNKNOWN and UNREACHABLE medium; a recovery has the ' +
      'severity of what it ends. The service on the host, or the host, is one problem: RECOVERY resolves it, an acknowledgement is in progress, a downtime ' +
      'suppresses it. Operational, unless the name of the service, or the line of an event, names an attack.',
    notes: [
      'Bodies with `host`, `service`, `what`, `notification_type`, `status` and `severity`, as scripts for other receivers post them, are read too.',
      'Checkmk runs a script for at most a minute, and does not repeat one that fails unless it exits with 1.',
    ],
  },
  read: (payload, received) => readItems(payload, (item) => readItem(item, received), received.pause),
});
