import type { Alert, AlertAction, Severity } from '../../../../domain/alert.ts';
import type { Detection } from '../../../../domain/detection.ts';
import type { Dig } from '../../field-reader.ts';
import { severityWord } from '../../severity.ts';

// https://schema.ocsf.io/1.8.0/classes/detection_finding and the other classes of the category Findings.

const severities = new Map<string | undefined, Severity>([
  ['1', 'info'],
  ['2', 'low'],
  ['3', 'medium'],
  ['4', 'high'],
  ['5', 'critical'],
  ['6', 'critical'],
]);

/** The id decides, 0 (unknown) and 99 (other) say nothing; then the word, and what the vendor said before it was changed. */
export function severityOf(said: Dig): Pick<Detection, 'severity' | 'vendorSeverity'> {
  for (const at of ['severity', 'vendorAttributes.severity', 'vulnerabilities.0.severity']) {
    const word = severityWord(said.text(at));
    const severity = severities.get(said.text(`${at}Id`)) ?? word;
    if (severity === undefined) continue;
    return { severity, vendorSeverity: said.take(word === severity ? at : `${at}Id`) ?? severity };
  }
  return { severity: 'medium' };
}

const INCIDENT_FINDING = '2005';

/** The uid of the finding; an incident has none in its class: its ticket or what correlates its events stands for it. */
export const uidOf = (said: Dig): string | undefined =>
  said.take(
    'findingInfo.uid',
    'finding.uid',
    'ticket.uid',
    ...(said.text('classUid') === INCIDENT_FINDING ? ['metadata.correlationUid', 'findingInfoList.0.uid'] : []),
  );

/** 3 Suppressed, 4 Resolved, 5 Archived, 6 Deleted; of an incident 3 is On Hold, 4 Resolved, 5 Closed. */
function isOverById(classUid: string | undefined, statusId: string | undefined): boolean {
  return (classUid === INCIDENT_FINDING ? ['4', '5'] : ['4', '5', '6']).includes(statusId ?? '');
}

const over = /^(?:resolved|closed?|archived|deleted)$/i;

/** Activities and states mean this in the category Findings alone: elsewhere 3 is a deed of another kind. */
const isFinding = (said: Dig): boolean => {
  const classUid = said.text('classUid');
  return classUid === undefined || classUid.startsWith('2');
};

const statusIdOf = (said: Dig): string | undefined => said.text('statusId') ?? said.text('stateId');

function isClosed(said: Dig): boolean {
  if (!isFinding(said)) return false;
  const words = [said.text('activityName'), said.text('status'), said.text('state')];
  const isOver = isOverById(said.text('classUid'), statusIdOf(said));
  return said.text('activityId') === '3' || isOver || words.some((word) => over.test(word ?? ''));
}

const isPass = (said: Dig): boolean =>
  said.text('compliance.statusId') === '1' ||
  [said.text('compliance.status'), said.text('statusCode')].some((word) => /^pass(?:ed)?$/i.test(word ?? ''));

/** Over: closed, resolved, archived, or a check that passes. */
export const stateOf = (said: Dig): Detection['state'] => (isPass(said) || isClosed(said) ? 'resolved' : 'open');

/** What somebody did to a finding that is not over. */
export function statusOf(said: Dig): 'suppressed' | 'in_progress' | undefined {
  if (!isFinding(said)) return undefined;
  const [id, word] = [statusIdOf(said), said.text('status', 'state') ?? ''];
  const isSuppressed = id === '3' && said.text('classUid') !== INCIDENT_FINDING;
  if (isSuppressed || /^suppressed$/i.test(word)) return 'suppressed';
  return id === '2' || /^in[ _]progress$/i.test(word) ? 'in_progress' : undefined;
}

const byClass = new Map<string | undefined, Alert['class']>([
  ['2002', 'vulnerability'],
  ['2003', 'compliance'],
  ['2006', 'exposure'],
  ['2007', 'compliance'],
]);

/** An open finding that says itself that nobody need be alerted is none of security; a check passes or fails. */
export function classOf(said: Dig): Alert['class'] {
  const classUid = said.text('classUid');
  // A detection may name the weakness that was used.
  if (classUid !== '2004' && said.list('vulnerabilities').length > 0) return 'vulnerability';
  const named = byClass.get(classUid);
  if (named !== undefined) return named;
  if (/^(?:pass|fail|manual)$/i.test(said.text('statusCode') ?? '')) return 'compliance';
  const isSilent = said.text('isAlert') === 'false' && stateOf(said) === 'open' && statusOf(said) !== 'suppressed';
  return classUid === '2004' && isSilent ? 'operational' : 'threat';
}

const dispositions = new Map<string | undefined, AlertAction>([
  ...['1', '8', '9', '16'].map((id) => [id, 'allowed'] as const),
  ...['2', '3', '4', '5', '6', '11', '21', '22', '23', '24', '25'].map((id) => [id, 'blocked'] as const),
  ...['13', '15', '17', '18', '19', '20'].map((id) => [id, 'observed'] as const),
]);

const deeds = new Map<string | undefined, AlertAction>([
  ['1', 'allowed'],
  ['2', 'blocked'],
  ['3', 'observed'],
  ['4', 'blocked'],
]);

const byWord: readonly (readonly [word: RegExp, action: AlertAction])[] = [
  [/^(?:blocked|denied|quarantined|isolated|deleted|dropped|rejected|corrected|reset|access revoked)$/i, 'blocked'],
  [/^(?:allowed|approved|restored|no action)$/i, 'allowed'],
  [/^(?:detected|observed|logged|alert|tagged|count|uncorrected)$/i, 'observed'],
];

const wordOf = (text: string | undefined): AlertAction | undefined =>
  byWord.find(([word]) => word.test(text ?? ''))?.[1];

/** What the control did, from `disposition` and `action` alone. */
export function actionOf(said: Dig): AlertAction {
  const places = ['', 'evidences.0.'];
  for (const at of places) {
    const told =
      dispositions.get(said.text(`${at}dispositionId`)) ??
      wordOf(said.text(`${at}disposition`)) ??
      deeds.get(said.text(`${at}actionId`)) ??
      wordOf(said.text(`${at}action`));
    if (told !== undefined) return told;
  }
  return 'unknown';
}
