/** Names of events that begin with what has come to an end: `resolved_item`. */
const first =
  /^(?:resolved|closed|recovered|cleared|fixed)[._:-](?:item|alert|incident|issue|event|problem|finding|error|alarm|case)s?$/i;

/** What is watched is there again: `server_available`, `snitch.reporting`; not `update.available`, nor a device that came online. */
const there =
  /(?:^|[._:/ -])(?:server|service|monitor|endpoint|site|website|check|heartbeat|snitch|uptime)[._: -](?:is[._: -])?(?:available|reachable|up|healthy|reporting|responding|online|back[._: -]online)$/i;

/** To clear a log hides something, and ends nothing. */
const cleared = /(?:logs?|history|journal|cache|table|quarantine)[._:/# -]?clear(?:ed)?$/i;

/** `ALERT_STATE_EVENT_END`. */
const last = /(?:^|[._:-])(?:event|state|alert|incident|outage|attack)[._:-]end$/i;

/** `ResolvedCritical`: the end of an alert of that grade. */
const graded =
  /^(?:resolved|recovered|cleared)[._ -]?(?:critical|warning|error|missing ?data|no ?data|high|medium|low)$/i;

/** Of xMatters; a process that was terminated is no end. */
const terminated = /^(?:event|incident|alert|alarm)[._:-]terminated$/i;

/** `POLICY_CLOSE_CRITICAL`: what ended, and of which grade it was. */
const gradedAfter =
  /[._:-](?:resolved?|closed?|cleared?|recovered|recovery)[._:-](?:critical|warning|error|major|minor|high|medium|low|info)$/i;

/** `FIRING_TO_OK`, and `up` alone. */
const into = /(?:^|[._:-])(?:to|into)[._:-](?:ok|okay|normal|up|healthy|resolved|green|clear(?:ed)?|inactive)$/i;
const back = /^(?:up|ok|okay)$/i;

/** `uptimeCheckRecoveredNotification`. */
const wrapped = /[a-z._-](?:resolved|closed|recovered|cleared|fixed|restored)(?:notification|event|message|webhook)$/i;

const ends = [first, there, last, graded, gradedAfter, into, back, terminated, wrapped] as const;

const NAME_MAX = 200;

/** Whether the name of an event says that something is over, in other words than those of a status. */
export const isEndName = (name: string): boolean =>
  name.length <= NAME_MAX && ends.some((pattern) => pattern.test(name));

/** A reason that is an event of the alert: `ALERT_RESOLVED`; not that a connection was closed. */
export const isEndReason = (text: string): boolean =>
  /^(?:alert|incident|issue|problem|event|alarm)[._-](?:resolved|closed|cleared|recovered|ended)$/i.test(text.trim());

/** Whether a name ends in the word of an end and means something else: `audit_log.cleared`. */
export const isNoEnd = (name: string): boolean => name.length <= NAME_MAX && cleared.test(name);
