import { inTurns } from '../../domain/values/cooperative-yield.ts';
import { after } from '../../domain/values/deferred.ts';
import { factsOf, isFields, jsonOf, listOf, spelling } from '../../domain/values/json-fields.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { isProbe } from '../_kit/test-payload.ts';
import { unreadable } from '../_kit/unreadable.ts';
import { envelopeOf } from './envelope.ts';
import { toDetection } from './event.ts';
import { fields } from './fields.ts';
import { noticesIn } from './notices.ts';
import { siftThreats } from './threats.ts';

// Options of the custom webhook other than threats, by the key of the default body, in order of what matters most.
const notices: readonly (readonly [reason: string, key: RegExp])[] = [
  ['pending-tests', /^countpendingtests$|^scheduledtestinfo$|pendingtests?alerts?$/],
  ['test-results', /testingrunresults?$/],
  ['traffic-alerts', /trafficalerts?$/],
  ['inventory', /^new(?:sensitive)?(?:endpoint|parameter)s?(?:count)?$|^collectionname$/],
];

const wordsIn = (payload: unknown): string[] =>
  Object.entries(factsOf({ payload })).flatMap(([path, text]) => [...path.split('.'), text].map(spelling));

/** The other notices of the same webhook, also when an operator's template or a card carries them. */
function noticeIn(payload: unknown): string | undefined {
  const words = new Set([...wordsIn(payload), ...keysIn(payload)]);
  return notices.find(([, key]) => [...words].some((word) => key.test(word)))?.[0];
}

/** Keys also of empty lists, which are no facts. */
const keysIn = (payload: unknown): string[] =>
  isFields(payload) ? Object.keys(payload).map(spelling) : listOf(payload).slice(0, 1).flatMap(keysIn);

const javaText = 'Akto sent Java object names instead of threat data (the default body of its custom webhook does so)';

const isSaying = (payload: unknown): boolean => Object.keys(factsOf({ payload })).length > 0;

function withoutThreats(payload: unknown, received: Received): Reading {
  const detections = noticesIn(payload, received);
  if (detections.length > 0) return { kind: 'alerts', detections };
  const notice = noticeIn(payload);
  if (notice !== undefined) return { kind: 'ignored', reason: notice };
  const keys = keysIn(payload);
  const isThreatWebhook = keys.some((key) => key === 'maliciousevents' || key === 'apithreatpayloads');
  if (!isSaying(payload) || isThreatWebhook) return { kind: 'empty' };
  return isProbe(payload)
    ? { kind: 'ignored', reason: 'test' }
    : { kind: 'unreadable', reason: 'no Akto threat in it' };
}

/** More than this for each alert again and again would outgrow the payload itself: then the first alert alone has it. */
const REPEATED_MAX = 1_048_576;

/**
 * Akto: runtime threats by the documented envelope, the custom webhook with any template, the activity export and the
 * Teams card. Each record of its other notices is an alert of its own.
 */
export const akto = defineSource({
  vendor: 'Akto',
  product: 'API Protection',
  docs: 'https://github.com/akto-api-security/Documentation',
  consoles: ['*.akto.io'],
  about: {
    name: 'Akto API Protection',
    setup: [
      'In Akto, open Settings, Integrations, Webhooks, and press "Create Webhook".',
      'Enter a name and the URL {url}, the method POST, and the header `Authorization: Bearer <token>`.',
      'Choose the threat options, and how often it runs; save.',
      'For every detected request: open Threat Detection, Threat Activity, "More actions", "Configure export", and choose the same webhook.',
    ],
    auth: `{ bearer: "\${AKTO_HOOK_TOKEN}" }`,
    arrives: 'Lists of threats, up to 5,000 in a request and perhaps gzip-compressed, every few minutes.',
    becomes:
      'An alert a threat, with the filter as its type and the endpoint as its target. Without a severity of its own the ' +
      'filter decides. The same filter on the same endpoint from the same actor is one problem. An event that Akto ignores is ' +
      'suppressed; a filter for personal or sensitive data is an exposure. The other options of the webhook become alerts too: a new ' +
      'sensitive endpoint or parameter is an exposure, a new endpoint, a pending test or a traffic alert is operational, a result of a test is a vulnerability.',
    notes: ['Akto ignores the answer of a custom webhook and does not try again.'],
  },
  fields,
  read(payload, received) {
    const { threats, garbled, rest } = siftThreats(payload);
    if (threats.length === 0 && garbled.length > 0) return { kind: 'unreadable', reason: javaText };
    if (threats.length === 0) return withoutThreats(payload, received);
    const envelope = envelopeOf(rest);
    const isRepeatable = threats.length === 1 || threats.length * jsonOf(rest).length <= REPEATED_MAX;
    const others = isRepeatable ? envelope : { facts: {} };
    const broken = garbled.length > 0 ? [unreadable(javaText, garbled.join('\n'))] : [];
    const one = (threat: (typeof threats)[number], i: number) =>
      toDetection(threat, i === 0 ? envelope : others, received);
    return after(inTurns(threats, one, received.pause), (found) => ({
      kind: 'alerts',
      detections: [...found, ...broken, ...noticesIn(rest, received)],
    }));
  },
});
