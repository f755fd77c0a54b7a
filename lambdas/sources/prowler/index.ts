import { defineSource } from '../_kit/define-source.ts';
import { readRecords } from '../_kit/records.ts';
import { isFinding, toDetection } from './checks.ts';

/** Prowler: the findings of a scan, in the formats that it writes. */
export const prowler = defineSource({
  vendor: 'Prowler',
  product: 'Prowler',
  docs: 'https://docs.prowler.com/user-guide/cli/tutorials/reporting',
  about: {
    name: 'Prowler',
    setup: [
      'Where Prowler runs (a pipeline, a scheduled job), write the findings as OCSF: `prowler aws --output-formats json-ocsf --output-filename findings --output-directory out`.',
      'Behind it, post them: `curl --fail-with-body --retry 5 -H "Authorization: Bearer $PROWLER_HOOK_TOKEN" -H "Content-Type: application/json" --data-binary @out/findings.ocsf.json {url}`.',
      'Of a large account post parts: `jq -c ".[]" out/findings.ocsf.json | split -l 1000 --filter=\'curl --fail-with-body -H "Authorization: Bearer $PROWLER_HOOK_TOKEN" --data-binary @- {url}\'`.',
      'Leave out `--status FAIL`, so that a check that passes again resolves its alert.',
    ],
    auth: `{ bearer: "\${PROWLER_HOOK_TOKEN}" }`,
    arrives:
      'The list of findings of a scan, one for each check and resource, those that pass included. ASFF (`json-asff`), the ' +
      'JSON of Prowler 3 and findings of the API of Prowler App are read as well.',
    becomes:
      'An alert a finding, with the check as its type and what it found as its title. The severity is that of the check when it ' +
      'fails; a check that passes, or that a person has to do, is info. Prowler’s id of a finding (check, account, region, ' +
      'resource) is the problem: FAIL opens it, PASS resolves it, a muted finding is suppressed.',
    notes: [
      'Prowler’s own integration posts to Slack alone; its findings in Security Hub come by the type securityhub.',
      'A scan has many findings that pass. So that they resolve what a route notified of, give that route `where: severity in ["high", "critical"] or state = "resolved"` in place of `match.severity`.',
      'A resource that is gone is in no later scan, and its alert stays open.',
    ],
  },
  read: (payload, received) =>
    readRecords(payload, received, {
      name: 'Prowler',
      lists: ['findings', 'data', 'attributes', 'results'],
      isRecord: isFinding,
      read: (fields, around) => [toDetection(fields, around, received)],
    }),
});
