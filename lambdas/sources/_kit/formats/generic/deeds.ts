import type { AlertAction } from '../../../../domain/alert.ts';
import { remembered } from '../../../../domain/values/remembered.ts';
import { type NamedFields, namesOf } from '../../named-fields.ts';

/** Senders use the same few words. */
const kept = { most: 1_024, longest: 48 };

const deeds: readonly (readonly [word: RegExp, action: AlertAction])[] = [
  [/(?:^|[_ -])(?:not[_ -]|un)(?:blocked|prevented|mitigated)/i, 'observed'],
  [
    /(?:^|[_ ])(?:block|den(?:y|ied)|drop|prevent|quarantin|kill|reject|isolat|terminat|reset[_-](?:both|client|server)|sinkhole|deleted|removed|contained|ban(?:ned)?$|captcha)/i,
    'blocked',
  ],
  [/^(?:allow|permit|pass|accept)/i, 'allowed'],
  [/^(?:detect|monitor|alert|log|audit|observ|report|warn|notif)/i, 'observed'],
];

const deedIn = remembered((text): AlertAction | undefined => deeds.find(([word]) => word.test(text.trim()))?.[1], kept);

const flagIn = (text: string): AlertAction | undefined => {
  if (/^(?:true|yes)$/i.test(text)) return 'blocked';
  return /^(?:false|no)$/i.test(text) ? 'observed' : deedIn(text);
};

const flags = namesOf('blocked', 'isBlocked', 'prevented', 'wasBlocked');
const doings = namesOf(
  'actionTaken',
  'action',
  'disposition',
  'enforcementAction',
  'mitigationStatus',
  'outcome',
  'verdict',
  'sensorAction',
  'policyAction',
  'responseAction',
  'remediationAction',
  'firewallAction',
  'decision',
  'decisions.type',
);

/** What was done, from a field that says so. */
export const actionOf = (said: NamedFields): AlertAction =>
  said.first(flagIn, flags) ?? said.first(deedIn, doings) ?? 'unknown';
