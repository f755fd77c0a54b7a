import type { AlertAction } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import type { Target } from '../../domain/places.ts';
import { after } from '../../domain/values/deferred.ts';
import { defined, type Fields, factsBut, factsOf, isFields, mergeFacts } from '../../domain/values/json-fields.ts';
import { defineSource, type Received } from '../_kit/define-source.ts';
import { detected, joined, pathFamily, timeIn } from '../_kit/detected.ts';
import { type Dig, dig, textsOf } from '../_kit/field-reader.ts';
import { headline } from '../_kit/headline.ts';
import { identified } from '../_kit/identified.ts';
import { readRecords, type Sender } from '../_kit/records.ts';
import { withoutEncoding } from './envelopes.ts';
import { aclOf, pageOf, sceneOf } from './request.ts';
import { actionWord, isAboutClient, type Match, matchesOf } from './rules.ts';

const actions = new Map<string, AlertAction>([
  ['BLOCK', 'blocked'],
  // As the action that decided, they mean that the request had no valid token and was not let through.
  ['CAPTCHA', 'blocked'],
  ['CHALLENGE', 'blocked'],
  ['ALLOW', 'observed'],
  ['COUNT', 'observed'],
]);

/** What part of the request matched what: `SQL_INJECTION in HEADER: 10 AND 1`. */
function detailsOf(said: Dig): string | undefined {
  const lists = ['terminatingRuleMatchDetails', ...groupDetails(said)];
  const lines = lists.flatMap((list) =>
    said.list(list).map((item) => {
      const detail = dig(item);
      const where = joined([detail.text('conditionType'), detail.text('location')], ' in ');
      return joined([where, textsOf(detail.value('matchedData')).join(' ')], ': ');
    }),
  );
  return lines.filter((line) => line !== '').join('\n') || undefined;
}

const groupDetails = (said: Dig): string[] =>
  said.list('ruleGroupList').map((_, i) => `ruleGroupList.${i}.terminatingRule.ruleMatchDetails`);

/** The rule on the site; what is asked for belongs to it unless the rule is about who asks. */
function problemOf(said: Dig, match: Match, { domain, ip, url }: Target): string[] {
  const where = domain ?? ip ?? said.text('httpSourceId') ?? '';
  const path = isAboutClient(said, match) ? '' : pathFamily(url);
  return ['aws-waf', exactly(said.text('webaclId') ?? '', match.group ?? '', match.rule, where, path)];
}

const labelsOf = (said: Dig, group: string | undefined) => ({
  webAcl: aclOf(said),
  ruleGroup: group,
  protects: said.text('httpSourceId'),
  wafLabels:
    said
      .list('labels')
      .flatMap((label) => dig(label).text('name') ?? [])
      .join(', ') || undefined,
});

/** What the type says is about the rule that decided: a rule that counts has none. */
const categoryOf = (said: Dig, { group, path }: Match): string | undefined =>
  group ?? (path === 'terminatingRuleId' ? said.text('terminatingRuleType') : undefined);

const unnamed: Match = { rule: 'request', path: 'terminatingRuleId', group: undefined };

function toDetection(fields: Fields, around: Fields, received: Received): Detection {
  const said = dig(fields);
  const match = matchesOf(said)[0] ?? unnamed;
  const action = actions.get(actionWord(said)) ?? 'unknown';
  const occurredAt = timeIn(said, 'timestamp');
  const { actor, target, cloud, evidence } = sceneOf(said, occurredAt);
  const id = said.text('httpRequest.requestId');
  const update = [said.text('timestamp'), match.rule];
  said.take(match.path);
  return detected(
    {
      identity: identified({ id, update, record: fields, occurredAt }, received),
      problem: problemOf(said, match, target),
      record: fields,
      class: 'threat',
      type: match.rule,
      rule: defined({ category: categoryOf(said, match) }),
      title: headline(match.rule, {
        what: joined([target.method, target.url?.split('?')[0]]) || undefined,
        on: target.domain ?? target.ip,
        from: actor.ip,
        action,
      }),
      description: detailsOf(said),
      severity: action === 'blocked' ? 'low' : 'medium',
      action,
      occurredAt,
      actor,
      target,
      cloud,
      evidence,
      labels: labelsOf(said, match.group),
      url: pageOf(said),
      facts: mergeFacts(factsBut(fields, said), factsOf(around)),
    },
    received,
  );
}

const marks = ['webaclId', 'terminatingRuleId', 'action'];

const isRecord = (fields: Fields): boolean =>
  isFields(dig(fields).value('httpRequest')) && marks.some((name) => dig(fields).text(name) !== undefined);

/** A request that was allowed and that no rule counted; a check of CloudWatch Logs whether its subscriber is there. */
function ignored(fields: Fields): string | undefined {
  const said = dig(fields);
  if (said.text('messageType') === 'CONTROL_MESSAGE') return 'ping';
  const isQuiet = isRecord(fields) && actionWord(said) === 'ALLOW' && matchesOf(said).length === 0;
  return isQuiet ? 'telemetry' : undefined;
}

/** AWS WAF: its log of web requests, by Firehose or CloudWatch Logs, or as it lies in S3. */
export const awsWaf = defineSource({
  vendor: 'AWS',
  product: 'WAF',
  docs: 'https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html',
  about: {
    name: 'AWS WAF',
    setup: [
      'In the AWS console, open Amazon Data Firehose, "Create Firehose stream". Source: Direct PUT. Destination: HTTP Endpoint. Name: `aws-waf-logs-tocsin` ' +
        '(WAF wants this beginning). HTTP endpoint URL: {url}. Access key: a long random text, the same as in AWS_WAF_HOOK_KEY. Content encoding: GZIP. ' +
        'Buffer: 1 MiB, 60 seconds. Choose a bucket for what fails.',
      'Open WAF & Shield, the web ACL (protection pack), Logging and metrics, Enable, and choose this stream, which has to be in the same region (us-east-1 for CloudFront).',
      'Under "Filter logs" keep requests with the action Block, Captcha, Challenge or Count, and drop the others. Redact the headers `authorization` and `cookie`.',
      'Request `https://<site>/?id=1%20OR%201=1` where an SQL injection rule is active: an alert comes within two minutes.',
    ],
    auth: `{ header: { name: x-amz-firehose-access-key, value: "\${AWS_WAF_HOOK_KEY}" } }`,
    arrives:
      'Requests of Firehose with the records of many web requests. The event of a CloudWatch Logs subscription (compressed or opened), posted by a ' +
      'function, and the lines of a log file in S3 are read too.',
    becomes:
      'An alert a request that a rule blocked, challenged or counted, with the rule as its type, the client as its actor and the site as its target; ' +
      'allowed requests that no rule counted are ignored. WAF gives no severity: blocked requests are low, others medium. The same rule on the same ' +
      'path of the same site is one problem, whoever asks; for rules about the client (rate, reputation, bots) the path does not count.',
    notes: [
      'Without a log filter every request of every visitor arrives.',
      'A challenge that a browser solves is logged as allowed, and is ignored.',
    ],
  },
  consoles: ['*.console.aws.amazon.com', '*.console.amazonaws.cn', '*.console.amazonaws-us-gov.com'],
  fields: [
    ...['timestamp', 'formatVersion', 'webaclId', 'terminatingRuleId', 'terminatingRuleType', 'action'],
    ...['terminatingRuleMatchDetails', 'httpSourceName', 'httpSourceId', 'ruleGroupList', 'rateBasedRuleList'],
    ...['nonTerminatingMatchingRules', 'requestHeadersInserted', 'responseCodeSent', 'httpRequest', 'labels'],
    ...['captchaResponse', 'challengeResponse', 'oversizeFields', 'ja3Fingerprint', 'ja4Fingerprint', 'clientAsn'],
    ...['forwardedAsn', 'requestBodySize', 'requestBodySizeInspectedByWAF', 'cfDistributionTenantId', 'excludedRules'],
    // What the records come in.
    ...['records', 'requestId', 'messageType', 'owner', 'logGroup', 'logStream', 'subscriptionFilters', 'logEvents'],
    'awslogs',
  ],
  read(payload, received) {
    const sender: Sender = {
      name: 'AWS WAF',
      lists: ['records', 'data', 'logevents', 'message'],
      isRecord,
      read: (fields, around) => [toDetection(fields, around, received)],
      ignored,
    };
    return after(withoutEncoding(payload, received.pause), (value) => readRecords(value, received, sender));
  },
});
