import type { Severity } from '../../../../domain/alert.ts';
import type { Detection } from '../../../../domain/detection.ts';
import { exact } from '../../../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, mergeFacts } from '../../../../domain/values/json-fields.ts';
import { toTime } from '../../../../domain/values/time.ts';
import type { Around } from '../../envelope.ts';
import { type Dig, dig, textsOf } from '../../field-reader.ts';
import { fileOf, placed } from '../../typed-places.ts';

/** What an event of GuardDuty that is no finding means to who waits for alerts. */
interface Notice {
  readonly kind: Detection['kind'];
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly severity: Severity;
  readonly state: Detection['state'];
  readonly about: string;
}

const resource = 'resourceDetails';

const clusterOf = (said: Dig): string =>
  said.text(
    `${resource}.eksClusterDetails.clusterName`,
    `${resource}.ecsClusterDetails.clusterName`,
    `${resource}.ec2InstanceDetails.instanceId`,
  ) ?? 'an unnamed resource';

/** Runtime Monitoring: https://docs.aws.amazon.com/guardduty/latest/ug/runtime-monitoring-assessing-coverage.html */
function coverage(said: Dig, isOver: boolean): Notice {
  const about = `${said.text(`${resource}.resourceType`) ?? ''} ${clusterOf(said)}`.trim();
  const since = toTime(said.value('lastUpdatedAt'));
  const issue = said.text('issue', `${resource}.ecsClusterDetails.fargateDetails.issues.0`);
  const why = issue === undefined ? '' : `: ${issue}`;
  return {
    kind: 'gap',
    type: 'guardduty-runtime-coverage',
    title: isOver
      ? `GuardDuty sees the runtime of ${about} again`
      : `GuardDuty does not see the runtime of ${about}${why}`,
    description: isOver
      ? `Runtime Monitoring works again${since === undefined ? '' : ` since ${since}`}. What happened there before was not watched.`
      : `Runtime Monitoring of ${about} has been unhealthy${since === undefined ? '' : ` since ${since}`}: ` +
        `what happens there is not reported until it is healthy again${why}.`,
    severity: 'medium',
    state: isOver ? 'resolved' : 'open',
    about,
  };
}

const objectOf = (said: Dig): string => {
  const [bucket, key] = [
    said.text('s3ObjectDetails.bucketName', 's3BucketDetails.bucketName'),
    said.text('s3ObjectDetails.objectKey'),
  ];
  return `s3://${bucket ?? 'unnamed bucket'}${key === undefined ? '' : `/${key}`}`;
};

/** Malware Protection for S3: https://docs.aws.amazon.com/guardduty/latest/ug/monitor-with-eventbridge-s3-malware-protection.html */
function scan(said: Dig): Notice | undefined {
  const about = objectOf(said);
  const result = said.text('scanResultDetails.scanResultStatus')?.toUpperCase() ?? said.text('scanStatus') ?? 'unknown';
  if (result === 'NO_THREATS_FOUND') return undefined;
  const names = said.list('scanResultDetails.threats').flatMap((threat) => textsOf(dig(threat).text('name')));
  if (result === 'THREATS_FOUND')
    return {
      kind: 'detection',
      type: 'Malware Protection for S3',
      title: `Malware ${names.length === 0 ? '' : `${names.join(', ')} `}in ${about}`,
      description: 'GuardDuty scanned an object of a protected bucket and found malware in it.',
      severity: 'high',
      state: 'open',
      about,
    };
  return {
    kind: 'gap',
    type: 'guardduty-scan-failed',
    title: `GuardDuty did not scan ${about} (${result})`,
    description: `The object was not scanned for malware: ${result}. Whether it is clean is not known.`,
    severity: 'low',
    state: 'open',
    about,
  };
}

/** The protection of a bucket, or what should be done after a scan. */
function protection(said: Dig, event: string): Notice {
  const about = objectOf(said);
  const isOver = /active$/i.test(event);
  const what = event.replace(/^GuardDuty Malware Protection /i, '');
  return {
    kind: 'gap',
    type: 'guardduty-malware-protection',
    title: `GuardDuty Malware Protection of ${about}: ${what}`,
    description: isOver
      ? 'The bucket is protected: new objects are scanned.'
      : 'Objects of this bucket may go unscanned, or keep no tag that says what the scan found.',
    severity: 'medium',
    state: isOver ? 'resolved' : 'open',
    about,
  };
}

function noticeOf(said: Dig, event: string): Notice | undefined {
  if (/runtime protection/i.test(event)) return coverage(said, !/unhealthy$/i.test(event));
  return /scan result$/i.test(event) ? scan(said) : protection(said, event);
}

/** Events of GuardDuty beside findings, by `detail-type`; findings are read elsewhere. */
export const isNotice = (event: string): boolean => /^guardduty (?:runtime protection|malware protection)/i.test(event);

function placesOf(said: Dig, around: Around, about: string): Pick<Detection, 'cloud' | 'file' | 'kubernetes'> {
  const isObject = about.startsWith('s3:');
  const cluster = `${resource}.ecsClusterDetails.clusterName`;
  const name = isObject
    ? said.take('s3ObjectDetails.bucketName', 's3BucketDetails.bucketName')
    : said.take(cluster, `${resource}.eksClusterDetails.clusterName`);
  const kubernetes = { cluster: said.text(`${resource}.eksClusterDetails.clusterName`) };
  const owned = placed({
    uid: said.take(`${resource}.ec2InstanceDetails.instanceId`),
    type: said.take(`${resource}.resourceType`, 'resourceType'),
    name,
  });
  const account = said.take('resourceAccountId') ?? around.facts['account'];
  return defined({
    cloud: { provider: 'aws', ...placed({ account, region: around.facts['region'], resource: owned }) },
    file: isObject ? fileOf(said.take('s3ObjectDetails.objectKey')) : undefined,
    kubernetes: placed(kubernetes),
  });
}

/**
 * What GuardDuty cannot see (kind `gap`), and malware in a bucket that is scanned without a detector. Nothing for an
 * object that is clean.
 */
export function guardDutyNotice(detail: Fields, event: string, around: Around): Detection | undefined {
  const said = dig(detail);
  const notice = noticeOf(said, event);
  if (notice === undefined) return undefined;
  const { about, ...told } = notice;
  const account = said.text('resourceAccountId') ?? around.facts['account'] ?? '';
  const place = [account, around.facts['region'] ?? ''].map(exact);
  const at = said.text('lastUpdatedAt') ?? around.facts['time'] ?? '';
  const version = said.text('s3ObjectDetails.versionId', 's3ObjectDetails.eTag') ?? '';
  return defined({
    ...told,
    vendor: 'AWS',
    product: 'GuardDuty',
    identity: ['guardduty', event, account, about, version, at, around.facts['id'] ?? ''],
    problem: ['guardduty', notice.type, ...place, exact(about)],
    record: around.wrap(detail),
    action: notice.kind === 'detection' ? ('observed' as const) : ('unknown' as const),
    occurredAt: toTime(said.value('lastUpdatedAt')) ?? toTime(around.facts['time']),
    target: { kind: about.startsWith('s3:') ? 'object' : 'cluster' },
    ...placesOf(said, around, about),
    attack: [],
    evidence: [],
    labels: defined({ account, region: around.facts['region'] }),
    facts: mergeFacts(factsBut(detail, said), around.facts),
  });
}
