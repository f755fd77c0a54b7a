/**
 * The dictionary of the documents in rows (`compressed.ts`). Most rows are small, and half of what they hold is names that
 * all of them have. It is never changed, because a row is read with the dictionary that it was written with.
 */

/** Names that senders use, in the JSON of a webhook; the most frequent last. */
const sent = `
  Action Tags policy actor alertId level service types length server rule_id policy_name meta event_type link file
  username accountId compliance tag Name app eventType alerts annotations args scope cluster date technique org
  attributes event_id detail provider result count incident headers product tactic port uuid Description score alert
  process createdAt references Severity Type reason protocol created_at key updatedAt image text country method
  remediation location account hostname entry pid details host event resource owner namespace resources kind summary
  region uid state code team user output ip metadata resourceType category path time rule url labels data priority
  timestamp action tags version description value source message title status type id severity name`;

/** Names of the fields of an alert, the most frequent last. */
const fields = `
  node riskScore date types tenant message rule fixedIn resources cluster service priority createdAt updatedAt technique
  team tags event cvss hashes code workload protocol remote timestamp uid package parent sensor time email pid namespace
  pod method vulnerabilities domain process remediation text region version resource container kubernetes connection
  count file port user account ip path tactics attack lastSeenAt cloud category host evidence content facts firstSeenAt
  labels actor name vendorSeverity description alert id finding status fingerprint source vendor product kind class type
  title severity state action occurredAt receivedAt target`;

/** Words that stand as values, separated by commas. */
const values = `
  policy, userAgent, image, commandLine, country, url, vendorUid, evidence, CLOSED, Exploit Public-Facing Application,
  error, Unknown, Warning, Resolved, allowed, active, MEDIUM, RESOLVED, Deployment, New, bash, POST, ACTIVE, AWS,
  Critical, outbound, inbound, in_progress, Initial Access, Credential Access, Command and Scripting Interpreter, TCP,
  GET, exposure, gap, container, HIGH, suppressed, CRITICAL, root, Execution, High, command, aws, prod, info,
  compliance, vulnerability, observed, none, blocked, true, unreadable, low, false, host, critical, resolved,
  operational, threat, high, unknown, medium, new, detection, open`;

/** Two alerts without their texts: the second one as most are. */
const alerts =
  '"severity":"low","severity":"critical","severity":"high","kind":"host","name":"","kind":"identity","user":"","email":"",' +
  '"kind":"api","method":"POST","url":"https://","kind":"cloud resource","kind":"container","kubernetes":{"cluster":"",' +
  '"namespace":"","pod":"","file":{"path":"/","process":{"name":"","pid":,"command":"","hash":"sha256","tactic":{"id":"TA00",' +
  '"name":""},"technique":{"id":"T1","name":""}],"remediation":{"title":"","steps":[{"title":"","text":""}],' +
  '"references":["https://"],"evidence":[{"at":"2026-","kind":"http exchange","content":"{\\"","kind":"note","content":"",' +
  '"labels":{"facts":{"body":{"v":2,"gzip":false,"headers":{"content-type":"application/json; charset=utf-8",' +
  '"content-type":"application/json","user-agent":"{"alert":{"schema":2,"id":"-prod:","finding":{"uid":"-prod/",' +
  '"firstSeenAt":"2026-","lastSeenAt":"2026-","count":,"status":"new"},"fingerprint":"","source":"-prod","vendor":"",' +
  '"product":"","kind":"detection","class":"threat","type":"","rule":{"uid":"","name":"","category":""},"title":"",' +
  '"description":"","link":"https://","severity":"medium","state":"open","action":"observed","action":"unknown",' +
  '"occurredAt":"2026-12-","receivedAt":"2026-12-","actor":{"ip":"","user":"","country":""},"target":{"kind":"","name":""},' +
  '"attack":[],"evidence":[],"labels":{},"facts":{},"body":{"v":2,"gzip":false,"headers":{"content-type":"application/json"}}}\n{"';

const wordsIn = (text: string): string[] => text.trim().split(/\s+/);

/** The dictionary; deflate finds what stands near its end with the fewest bits. */
export const documentDictionary = (): Buffer =>
  Buffer.from(
    [
      ...[...wordsIn(sent), ...wordsIn(fields)].map((name) => `"${name}":"`),
      ...values.split(',').map((value) => `":"${value.trim()}"`),
      alerts,
    ].join(''),
  );
