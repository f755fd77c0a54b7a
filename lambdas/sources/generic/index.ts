import { defineSource } from '../_kit/define-source.ts';
import { readAnything } from '../_kit/formats/reading.ts';

/** Any JSON from anybody, without a mapping. */
export const generic = defineSource({
  vendor: 'Unknown',
  product: 'Webhook',
  docs: 'https://www.rfc-editor.org/rfc/rfc8259',
  about: {
    name: 'Anything that posts JSON',
    setup: [
      'In the sender, add a webhook with the URL {url}, the method POST, and the header `Authorization: Bearer <token>`.',
      'A sender that cannot set a header: give the source `auth: { token: … }` and append the token to the URL as its last part.',
      'A sender with a template of its own: write `title`, `severity`, `status`, `time`, `id`, `description`, `host` and `url`, and everything else that helps.',
    ],
    auth: `{ bearer: "\${GENERIC_HOOK_TOKEN}" }`,
    arrives:
      'JSON of any shape: an object, a list, or an object with a list of alerts in it; a form; a text, of which lines of syslog, CEF and LEEF are read by their fields.',
    becomes:
      'An alert a record. Title, severity, time, target, actor, link and state are found by the names that senders commonly give them, in any spelling and at any ' +
      'depth; addresses, ports, programs, digests, files, accounts, weaknesses and the like fill their typed places ' +
      'by their whole names and what their values look like; what is left over are facts. Findings in a known format (OCSF, GuardDuty, Security Hub, CloudWatch alarms) are read as such, and so is what a push request of Google Pub/Sub carries. What was not said is ' +
      'not invented: without a severity it is medium, and so is a small number, of which nobody knows whether 1 is the worst. A placeholder that a template left (`$SERVICE`) is absent. A CVE, or the words of the category and the title, say whether it is about a weakness, a failed check, exposed data or a monitor; else it is a threat. The same rule or title on the same target by the same actor, with the same things named (a package, a volume, a recipient) is one problem, or what the ' +
      'sender tracks by an id of its incident, issue or finding, or names by `fingerprint` or `dedup_key`. Names and ids of things count by the words of their names too (`zone_name`, `involvedObject.name`, `monitor_id`); ids of requests, reports and sessions do not, and neither do counts, clock times and the codes of answers in a title. Where neither a place nor a person is named in a field, those named in the message count. Where nothing of that is known, all that it says but for times, counts, states and ids of requests is the problem. A status such as `resolved`, `OK` or `UP`, an event or a title that says so resolves it; of a change the status after it counts (`after.status`, `newStatus`).',
    notes: [
      'Two requests with the same content are one occurrence; anything that differs makes it another.',
      'For full control over what becomes of which field, use a source of type `custom`.',
    ],
  },
  read: (payload, received) => readAnything(payload, received),
});
