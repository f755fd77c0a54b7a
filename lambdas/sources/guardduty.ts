import { readKnown } from '../core/findings/reading.ts';
import { defineSource } from '../core/source.ts';

/** Amazon GuardDuty, by EventBridge or from whoever forwards its findings. */
export const guardduty = defineSource({
  vendor: 'AWS',
  product: 'GuardDuty',
  docs: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html',
  about: {
    name: 'Amazon GuardDuty',
    setup: [
      'In the same account and region as Tocsin: write `auth: eventbridge` for this source and deploy. That makes the EventBridge rule; there is nothing to click, no hook URL and no secret.',
      'From other accounts: make Tocsin’s account the GuardDuty administrator (GuardDuty console, Settings, "Delegated administrator"); findings of all members then arrive there.',
      'From other regions: in each, open EventBridge, Rules, "Create rule", with the event pattern `{"source": ["aws.guardduty"]}` and the default event bus of Tocsin’s region as the target.',
      'Over HTTP instead: give the source `auth: { header: … }`. In EventBridge, open "API destinations", create a connection with "API key" (name `x-tocsin-key`, value your key) and an API destination with the URL {url} and the method POST, and choose it as the target of a rule with that event pattern.',
    ],
    auth: 'eventbridge',
    arrives:
      'One finding an event, within minutes. A finding that is seen again comes again under its id, every 15 minutes, hour or six hours ' +
      '(GuardDuty console, Settings, "Findings export options").',
    becomes:
      'An alert with the finding type as its type, the affected resource as its target and the other side of the connection as its actor. ' +
      'Severity 9 and above is critical, 7 high, 4 medium, 1 low. The same type on the same resource of an account and region is one ' +
      'problem; an archived finding resolves it. Sample findings are tests. Runtime Monitoring that becomes unhealthy, and a bucket ' +
      'whose objects are not scanned, are alerts of kind gap.',
    notes: [
      'Findings that a suppression rule archives are not sent by GuardDuty at all.',
      'Set "Frequency for updated findings" to 15 minutes: with six hours an attack that goes on is reported late.',
      'An API destination has to answer within 5 seconds; EventBridge tries for 24 hours, then drops the event: give the rule’s target a dead-letter queue.',
      'Scan results of Malware Protection for S3 need a rule of their own; what was found clean is recorded as ignored.',
    ],
  },
  read: (payload, received) => readKnown(payload, received, 'GuardDuty finding'),
});
