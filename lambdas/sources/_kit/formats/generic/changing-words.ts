import { wordSet } from '../../word-set.ts';

/** Words in the names of what changes while a problem stays, in a record of which nothing is known. */
export const changing = wordSet(`
  time date datetime timestamp stamp ts at on by count total attempt attempts retry retries duration elapsed uptime age status
  rate speed load usage state severity priority level score value threshold request req trace span correlation message event report delivery nonce
  sequence seq version note notes comment reason resolution resolved closed output error response assignee assigned contact
  window uuid guid id occurrences hits result verdict outcome disposition conclusion investigation triage decision assessment determination`);

/** Words in the names of who works on a problem, of what saw it from where, and of what is not the problem's own. */
export const beside = wordSet(`
  owner author reporter responder resolver creator sender organization organisation client browser platform os geo location city
  country probe checker poller collector manager manufacturer vendor tool scanner engine decoder step stage phase action trigger
  display process parent executable program pod replicaset container previous next last first notifier notification webhook integration receiver recipient locale language forwarder relay syslog idempotency routing cache row memory created updated modified acknowledged replica prometheus webhooks html link links console`);

/** Words before `id` in the names of ids that are drawn anew for each report. */
export const drawnAnew = wordSet(`
  session transaction log webhook invocation execution run task scan build batch query search process thread parent cgroup
  processor notice activity update record flow connection conversation packet job alert detection incident occurrence
  audit callback upload snapshot revision commit image pod evaluation analysis sample signal hit match raw row change entry line
  result check data insert series snmp conn stream frame ack reply reference ref external internal native original`);

/** The words of a name in any spelling: `lastOccurrenceId`, `last_occurrence_id`. */
export const wordsIn = (name: string): string[] =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u);

/** The same without the empty ones before a sign at the begin of a name and behind one at its end. */
export const wordsOf = (name = ''): string[] => wordsIn(name).filter((word) => word !== '');
