import { defineSource } from '../_kit/define-source.ts';
import { readKnown } from '../_kit/formats/reading.ts';

/** Events of the Open Cybersecurity Schema Framework, from any product that writes them. */
export const ocsf = defineSource({
  vendor: 'OCSF',
  product: 'Finding',
  docs: 'https://schema.ocsf.io/1.8.0/categories/findings',
  about: {
    name: 'OCSF, from any product',
    setup: [
      'In the product, choose JSON in the OCSF schema for its webhook or HTTP output.',
      'Enter the URL {url}, the method POST, and the header `Authorization: Bearer <token>`.',
      'From a log shipper (Vector, Fluent Bit, Cribl) post single objects, lists or lines of JSON to the same URL.',
    ],
    auth: `{ bearer: "\${OCSF_HOOK_TOKEN}" }`,
    arrives:
      'Findings of any class (detection, vulnerability, compliance, incident, data security), alone, in a list or in a bundle under `events` or `findings`.',
    becomes:
      'An alert a finding, with the rule, control or CVE as its type, the resources as its target, and the vendor and product of its metadata. ' +
      'Severity is `severity_id`; 0 and 99 fall back to the word. The finding’s uid is the problem; an update, by activity, status or time, is another occurrence. ' +
      'Close, resolved, archived, and a check that passes, resolve it; suppressed leaves it open. What was done comes from `disposition` and `action`.',
    notes: ['Send findings, not raw events: an event of another category becomes an alert too.'],
  },
  read: (payload, received) => readKnown(payload, received, 'OCSF event'),
});
