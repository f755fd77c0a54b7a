import { awsConsoles } from '../_kit/aws-console.ts';
import { defineSource } from '../_kit/define-source.ts';
import { fromOtherRegions, inSameRegion, overHttp } from '../_kit/event-bus-steps.ts';
import { readKnown } from '../_kit/formats/reading.ts';

/** Amazon GuardDuty, by EventBridge or from whoever forwards its findings. */
export const guardduty = defineSource({
  vendor: 'AWS',
  product: 'GuardDuty',
  docs: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html',
  about: {
    name: 'Amazon GuardDuty',
    setup: [
      inSameRegion,
      'From other accounts: make Tocsin’s account the GuardDuty administrator (GuardDuty console, Settings, "Delegated administrator"); findings of all members then arrive there.',
      fromOtherRegions('aws.guardduty'),
      overHttp(),
    ],
    auth: 'eventbridge',
    arrives:
      'One finding an event, within minutes. A finding that is seen again comes again under its id, every 15 minutes, hour or six hours ' +
      '(GuardDuty console, Settings, "Findings export options").',
    becomes:
      'An alert with the finding type as its type and the affected resource in `cloud.resource`. Who called is its actor; where an outbound connection went is `connection.remote`. ' +
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
  consoles: awsConsoles,
  fields: [
    'version:string',
    'id:string',
    'detail-type:string',
    'source:string',
    'account:string',
    'time:string',
    'region:string',
    'resources',
    'detail.schemaVersion:string',
    'detail.accountId:string',
    'detail.region:string',
    'detail.partition:string',
    'detail.id:string',
    'detail.arn:string',
    'detail.type:string',
    'detail.resource',
    'detail.service',
    'detail.severity:number|string',
    'detail.createdAt:string',
    'detail.updatedAt:string',
    'detail.title:string',
    'detail.description:string',
    'detail.associatedAttackSequenceArn:string',
    'detail.resourceStatus',
    'detail.s3BucketDetails',
    'detail.statusReasons',
    'detail.resourceDetails',
    'detail.resourceAccountId',
    'detail.currentStatus',
    'detail.previousStatus',
    'detail.issue',
    'detail.lastUpdatedAt',
    'detail.resourceType',
    'detail.s3ObjectDetails',
    'detail.scanResultDetails',
    'detail.scanStatus',
    'detail.scanId',
    'detail.triggerDetails',
    'detail.message',
    'schemaVersion:string',
    'accountId:string',
    'partition:string',
    'arn:string',
    'type:string',
    'resource',
    'service',
    'severity:number|string',
    'createdAt:string',
    'updatedAt:string',
    'title:string',
    'description:string',
    'confidence:number',
    'associatedAttackSequenceArn:string',
  ],
  read: (payload, received) => readKnown(payload, received, 'GuardDuty finding'),
});
