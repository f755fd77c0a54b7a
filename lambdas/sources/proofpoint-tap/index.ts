import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { inTurns } from '../../domain/values/cooperative-yield.ts';
import { after, type Later } from '../../domain/values/deferred.ts';
import { defined, type Fields, factsBut, isFields, mergeFacts, saysNothing } from '../../domain/values/json-fields.ts';
import { toTime } from '../../domain/values/time.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { detected, joined, linkIn, timeIn } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { identified } from '../_kit/identified.ts';
import { readItems, unreadableItem } from '../_kit/items.ts';
import { noAlert } from '../_kit/non-alert.ts';
import { momentIn } from '../_kit/typed-places.ts';
import {
  classificationsOf,
  isEvent,
  isOver,
  type Kind,
  kindOf,
  kindOfList,
  LISTS,
  type ListName,
  recipientsOf,
  severityOf,
  statusesOf,
  threatIdsOf,
  threatTypesOf,
} from './event.ts';
import { placesOf } from './places.ts';

const words = {
  message: { allowed: 'delivered', blocked: 'blocked' },
  click: { allowed: 'permitted', blocked: 'blocked' },
};

const outcomeOf = ({ what, action }: Kind): string | undefined =>
  action === 'allowed' || action === 'blocked' ? words[what][action] : undefined;

/** `phish url in a message to ann@example.com, delivered`: never the subject, which the attacker wrote. */
function titleOf(said: Dig, kind: Kind): string {
  const [first, ...others] = recipientsOf(said);
  const who = joined([first, others.length === 0 ? undefined : `and ${others.length} more`]);
  const threat = joined([classificationsOf(said).join(', '), threatTypesOf(said).join(', ')]) || 'threat';
  const head =
    kind.what === 'click'
      ? joined(['Click on a', threat, 'link', who === '' ? undefined : `by ${who}`])
      : joined([
          `${threat.slice(0, 1).toUpperCase()}${threat.slice(1)} in a message`,
          who === '' ? undefined : `to ${who}`,
        ]);
  return joined([head, outcomeOf(kind), isOver(said) ? 'no threat any more' : undefined], ', ');
}

const descriptionOf = (said: Dig): string | undefined => {
  const subject = said.text('subject');
  return subject === undefined ? undefined : `Subject: ${subject}`;
};

/** A message is known by its GUID, a click by an id of its own. */
const uidOf = (said: Dig, { what }: Kind): string | undefined =>
  what === 'click' ? said.take('id') : said.take('GUID', 'id');

/** The threats and the people: the same threat that reaches somebody else is another problem, and so is what became of it. */
const problemOf = (said: Dig, { what, action }: Kind): string[] => {
  const threats = threatIdsOf(said);
  const known = threats.length > 0 ? threats : [said.text('GUID', 'messageID', 'subject') ?? ''];
  return ['proofpoint', what, action, exactly(...known), exactly(...recipientsOf(said))];
};

const labelsOf = (said: Dig, { list }: Kind) => ({
  event: list,
  campaign: said.text('campaignId', 'threatsInfoMap.0.campaignID'),
  cluster: said.take('cluster', 'clusterId'),
  quarantineRule: said.take('quarantineRule'),
});

const linkOf = (said: Dig): string | undefined => {
  const paths = said.list('threatsInfoMap').map((_, i) => `threatsInfoMap.${i}.threatUrl`);
  return linkIn(said, 'threatURL', ...paths);
};

function toDetection(record: Fields, kind: Kind, around: Fields, received: Received): Detection {
  const said = dig(record);
  const vendorUid = uidOf(said, kind);
  const occurredAt = timeIn(said, 'clickTime', 'messageTime');
  const update = [kind.what, kind.action, exactly(...threatIdsOf(said), ...statusesOf(said))];
  return detected(
    {
      identity: identified({ id: vendorUid, update, record, occurredAt }, received),
      problem: problemOf(said, kind),
      record,
      class: 'threat',
      type: classificationsOf(said).join(', ') || 'threat',
      rule: defined({ category: kind.list }),
      title: titleOf(said, kind),
      description: descriptionOf(said),
      severity: severityOf(said, kind),
      state: isOver(said) ? 'resolved' : 'open',
      action: kind.action,
      occurredAt,
      finding: defined({ vendorUid, firstSeenAt: momentIn(said, 'clickTime', 'messageTime') }),
      ...placesOf(said, kind),
      labels: labelsOf(said, kind),
      url: linkOf(said),
      facts: mergeFacts(factsBut(record, said), factsBut(around)),
    },
    received,
  );
}

interface Listed {
  readonly list: ListName;
  readonly item: unknown;
}

const lists = Object.keys(LISTS) as ListName[];

const listedIn = (answer: Fields): Listed[] =>
  lists.flatMap((list) => {
    const value = answer[list];
    return (Array.isArray(value) ? value : [value]).map((item) => ({ list, item }));
  });

/** Nothing happened until the time that is given; anything else beside empty lists is no answer of the API. */
function withoutEvents({ queryEndTime, ...rest }: Fields): Reading {
  const isKnown = saysNothing(queryEndTime) || (typeof queryEndTime === 'string' && toTime(queryEndTime) !== undefined);
  return isKnown && saysNothing(rest)
    ? { kind: 'ignored', reason: 'no-events' }
    : noAlert({ queryEndTime, ...rest }, 'no Proofpoint TAP event in it');
}

function readAnswer(answer: Fields, received: Received): Later<Reading> {
  const around = Object.fromEntries(Object.entries(answer).filter(([name]) => !lists.some((list) => list === name)));
  const read = ({ list, item }: Listed): readonly Detection[] => {
    if (saysNothing(item)) return [];
    if (isFields(item)) return [toDetection(item, kindOfList(list), around, received)];
    return [unreadableItem(`no event in ${list}`, { ...around, item })];
  };
  return after(inTurns(listedIn(answer), read, received.pause), (found) => {
    const detections = found.flat();
    return detections.length === 0 ? withoutEvents(around) : { kind: 'alerts', detections };
  });
}

const isAnswer = (fields: Fields): boolean => lists.some((list) => Array.isArray(fields[list]));

function readOne(item: unknown, received: Received): Later<Reading> {
  if (!isFields(item)) return noAlert(item, 'no Proofpoint TAP event in it');
  if (isAnswer(item)) return readAnswer(item, received);
  if (!isEvent(item)) return noAlert(item, 'no Proofpoint TAP event in it');
  return { kind: 'alerts', detections: [toDetection(item, kindOf(dig(item)), {}, received)] };
}

/** Proofpoint Targeted Attack Protection: messages with threats and clicks on them, as its SIEM API gives them. */
export const proofpointTap = defineSource({
  vendor: 'Proofpoint',
  product: 'Targeted Attack Protection',
  docs: 'https://help.proofpoint.com/Threat_Insight_Dashboard/API_Documentation/SIEM_API',
  about: {
    name: 'Proofpoint TAP',
    setup: [
      'TAP posts to no webhook: a relay asks its SIEM API and posts what it answers. In the TAP dashboard, open Settings, Connected Applications, click Create New Credential, and copy the service principal and the secret.',
      'Every five minutes let the relay (Cribl, Logstash, Tines, a scheduled job) get `https://tap-api-v2.proofpoint.com/v2/siem/all?format=json&sinceSeconds=360` with them as user and password; `&threatStatus=active&threatStatus=cleared&threatStatus=falsePositive` adds the ends.',
      'Let it post the answer, or each event alone, to {url} with the header `Authorization: Bearer <token>`.',
    ],
    auth: `{ bearer: "\${PROOFPOINT_HOOK_TOKEN}" }`,
    arrives:
      'The answer of the SIEM API with its four lists (messagesDelivered, messagesBlocked, clicksPermitted, clicksBlocked), or their events one by one.',
    becomes:
      'An alert for each message and click, with the classification as its type. TAP gives no severity: high where a threat reached ' +
      'somebody, low where it was blocked or is spam alone, medium where the event does not say what became of it. The same threats ' +
      'for the same people are one problem. Cleared and false positive resolve it.',
    notes: [
      'Overlapping requests do no harm: the same event again is a repeat.',
      'An event alone does not say of which list it is: let the relay add its name as `eventType`.',
    ],
  },
  consoles: ['threatinsight.proofpoint.com'],
  read: (payload, received) => readItems(payload, (item) => readOne(item, received), received.pause),
});
