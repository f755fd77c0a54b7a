import { type Fields, isFields } from '../../domain/values/json-fields.ts';
import { defineSource } from '../_kit/define-source.ts';
import { dig } from '../_kit/field-reader.ts';
import { readRecords, type Sender } from '../_kit/records.ts';
import { toDetection } from './incident.ts';

const isRecord = (fields: Fields): boolean => {
  const incident = fields['incident'];
  return isFields(incident) && dig(incident).value('id', 'detector', 'secret_hash') !== undefined;
};

/** "Send test message" posts a finding of the former format, of a token that is none. */
const isTest = (fields: Fields): boolean => {
  const said = dig(fields);
  return said.text('origin') === 'GitGuardian' && /^welcome message token$/i.test(said.text('type') ?? '');
};

/** GitGuardian: secrets that leaked, by a custom webhook. */
export const gitguardian = defineSource({
  vendor: 'GitGuardian',
  product: 'GitGuardian',
  docs: 'https://docs.gitguardian.com/platform/configure-alerting/notifiers-integrations/custom-webhook',
  about: {
    name: 'GitGuardian, by a custom webhook',
    setup: [
      'In GitGuardian, open Settings, Workspace, Integrations, Destinations, "Custom webhook", and add one; in a business workspace choose the team, "All-incidents" for all of them.',
      'Enter a name and the URL {url}, and add the custom header `x-tocsin-key` with your key.',
      'Choose the events "New incident detected", "New occurrence detected", "Incident resolved", "Incident ignored", "Incident reopened", "Incident regression", "Incident severity changed" and "Incident validity changed"; save.',
      'Press "Send test message": Tocsin answers with success and ignores it.',
    ],
    auth: `{ header: { name: x-tocsin-key, value: "\${GITGUARDIAN_HOOK_KEY}" } }`,
    arrives: 'An event of an incident a request: detected, found once more, resolved, ignored, reopened, changed.',
    becomes:
      'An alert of class exposure, with the detector as its type and the repository and file in `code`. The severity is the ' +
      'incident’s; where it is unknown, high while the secret is valid, else medium. The incident is the problem; "resolved" ' +
      'resolves it, "ignored" leaves it open and suppressed unless it was a false positive. Assignments, notes and who may see it ' +
      'are no new report of an incident that is known.',
    notes: [
      'GitGuardian tries once: what it cannot deliver is lost, so compare with its dashboard now and then.',
      'Its signature (`Gitguardian-Signature`) is made with a key that changes with each request; the custom header proves the sender instead.',
    ],
  },
  consoles: ['*.gitguardian.com'],
  read: (payload, received) => {
    const sender: Sender = {
      name: 'GitGuardian',
      lists: ['incidents', 'data'],
      isRecord,
      read: (fields, around) => [toDetection(fields, around, received)],
      ignored: (fields) => (isTest(fields) ? 'test' : undefined),
    };
    return readRecords(payload, received, sender);
  },
});
