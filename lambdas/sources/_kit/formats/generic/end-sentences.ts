import { remembered } from '../../../../domain/values/remembered.ts';

/** Before the rest, in brackets or with a colon: `[RESOLVED] …`, `OK - …`, `✅ Recovered: …`. */
const tagged =
  /^(?:\W{0,4}\[\w{1,20}\]\s{1,3})?[^\p{L}]*(?:resolved|recovered|recovery|closed|cleared|solved|restored|ok|up)(?::\d+)?\s*(?:[\]):|]|[-–—]\s)/iu;

/** `ALARM CLEARED: …`, `Tunnel up`. */
const others = [
  /^\W*(?:alarm|alert|problem|incident) (?:cleared|resolved|closed|over|ended)\b/i,
  /\b(?:tunnel|link|interface|session|neighbou?r|peer)(?: [\w./:-]{1,40})? (?:is )?up\W*$/i,
] as const;

const noun = '(?:incident|alert|issue|case|alarm|problem|finding|ticket|condition|violation|monitor|outage|downtime)';

/** A sentence that says that something is over. An `event log was cleared`, a domain `was resolved`: those are no ends. */
const said = [
  /\b(?:has|have|is|was|are|now) (?:now |fully |been ){0,3}(?:recovered|back to normal(?! \w{1,20} ?hours| hours)|back up|up again|ok again|healthy again|back online|restored|operational again)\b/i,
  /\b(?:recovered from|returned to (?:normal|ok)|back to normal(?! hours)|is back (?:up|online)|is up again|is now (?:ok|healthy)|no longer (?:firing|alerting|failing|down|active|triggered))\b/i,
  /(?:->|=>|→|\bto) ?(?:ok|up|resolved|normal|healthy)\W*$/i,
  /\brecovered\W*$/i,
  /\b(?:came|come) (?:back )?(?:up|online)\W*$/i,
  new RegExp(
    `\\b${noun}(?: [#\\w-]{1,40})?(?: (?:has|is|was|been|auto)){0,4} (?:resolved|closed|cleared|fixed|over|ended)\\b`,
    'i',
  ),
  /\b(?:is|are) (?:ok|healthy|resolved)\W*$/i,
  /^(?:🟢|✅|✔|💚|:(?:large_)?green_(?:circle|heart):|:white_check_mark:).{0,200}\b(?:up|ok|online|healthy|normal|back)\b/iu,
  // A rate that `is up` has risen.
  /\bis (?:now )?UP\b/,
] as const;

/** What somebody got back is no end: `Stolen credentials recovered from …`. */
const gotBack =
  /\b(?:credentials?|passwords?|data|files?|keys?|records?|tokens?|cookies|logins?|accounts?|evidence|samples?|funds) (?:were |was |have been )?(?:recovered|restored|cleared)\b/i;

const contrary = /\b(?:not|never|n't|un(?:able|til)|cannot|failed to|isn't|when|if)\b/i;

/** A name of a machine or a site alone that is up: `shop.example.com is up`; a rate that is up has risen. */
function isMachineUp(line: string): boolean {
  const words = line
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => /[a-z\d]/.test(word));
  const at = words.indexOf('is');
  const isUp = /^up\W*$/.test(words.at(-1) ?? '') && words.length <= at + 3;
  return isUp && at > 0 && at <= 2 && /[a-z]/.test(words[at - 1] ?? '') && /[.\d-]/.test(words[at - 1] ?? '');
}

const SENTENCE_MAX = 400;

/** Whether a title says that what it names is over. The alerts of a rule have the same one. */
export const namesEnd = remembered(
  (text): boolean => {
    const line = text.slice(0, SENTENCE_MAX);
    return (
      tagged.test(line) ||
      (!contrary.test(line) &&
        !gotBack.test(line) &&
        (isMachineUp(line) ||
          others.some((pattern) => pattern.test(line)) ||
          said.some((pattern) => pattern.test(line))))
    );
  },
  { most: 1_024, longest: 200 },
);
