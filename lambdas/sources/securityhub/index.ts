import { awsConsoles } from '../_kit/aws-console.ts';
import { defineSource } from '../_kit/define-source.ts';
import { inSameRegion, overHttp } from '../_kit/event-bus-steps.ts';
import { readKnown } from '../_kit/formats/reading.ts';

/** AWS Security Hub and Security Hub CSPM, by EventBridge or from whoever forwards their findings. */
export const securityhub = defineSource({
  vendor: 'AWS',
  product: 'Security Hub',
  docs: 'https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html',
  about: {
    name: 'AWS Security Hub',
    setup: [
      inSameRegion,
      'From other accounts and regions: deploy Tocsin into the Security Hub administrator’s account and its home region (Security Hub console, Settings, "Regions").',
      overHttp('aws.securityhub'),
    ],
    auth: 'eventbridge',
    arrives:
      'Findings in the AWS Security Finding Format (Security Hub CSPM, custom actions) or in OCSF (Security Hub), one event for each new or changed finding.',
    becomes:
      'An alert a finding, with the control, CVE or finding type as its type and the first resource in `cloud.resource`; vendor and product are those of the ' +
      'product that found it. Severity is the label, else the normalised number. The provider’s finding id is the problem, and each update another ' +
      'occurrence. Archived, resolved and passed findings are resolved; the workflow status SUPPRESSED is an update that leaves it open.',
    notes: [
      'With both Security Hubs switched on, a finding arrives twice, in both formats: match one of them in the routes by `labels.class` or choose one Security Hub.',
      'Control checks are sent again at every run, also when nothing changed; they join the conversation that is there.',
      'Informational findings are many: route by `severity`. A check that passes is informational too, whatever it was before: so that it resolves what a route notified of, give that route `where: severity in ["high", "critical"] or state = "resolved"` in place of `match.severity`.',
    ],
  },
  consoles: awsConsoles,
  read: (payload, received) => readKnown(payload, received, 'Security Hub finding'),
});
