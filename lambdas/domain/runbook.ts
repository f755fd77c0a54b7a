/** The section of the runbook for each type of system alert. A digest, summary or test has one too, and names no section itself. */
const sections: Readonly<Record<string, string>> = {
  canary_doubled: 'a-canary-fails',
  canary_late: 'a-canary-fails',
  canary_lost: 'a-canary-fails',
  circuit_opened: 'a-destination-gets-nothing',
  circuit_closed: 'a-destination-gets-nothing',
  content_refused: 'content-refused',
  dead_deliveries: 'dead-deliveries',
  drift: 'a-sender-changed-its-format',
  silence_ended: 'a-silence-ended',
  uncertain_deliveries: 'uncertain-deliveries',
};

/** Where people find a section of the runbook. */
export const runbookLink = (section: string): string => `docs/runbook.md#${section}`;

/** Where the runbook says what to do about a type of system alert; nothing for one that asks for nothing. */
export function runbookOf(type: string): string | undefined {
  const section = Object.hasOwn(sections, type) ? sections[type] : undefined;
  return section === undefined ? undefined : runbookLink(section);
}
