import type { Cloud, Code, Connection, Container, File, Target, Vulnerability } from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { wordTable } from '../../domain/values/word-table.ts';
import { type Dig, dig, pairsOf } from '../_kit/field-reader.ts';
import { withDigest } from '../_kit/image-digest.ts';
import { addressesIn, fileOf, placed } from '../_kit/typed-places.ts';
import { countIn, cvssIn } from '../_kit/typed-values.ts';

// https://docs.aws.amazon.com/inspector/v2/APIReference/API_Finding.html

const resource = 'resources.0';
const details = `${resource}.details`;
const image = `${details}.awsEcrContainerImage`;
const weak = 'packageVulnerabilityDetails';
const reach = 'networkReachabilityDetails';
const weakCode = 'codeVulnerabilityDetails.filePath';

const MAX = 64;

/** The tags of the affected resource. */
export const tagsOf = (said: Dig): [name: string, text: string][] => pairsOf(said.value(`${resource}.tags`));

/** `NotAvailable` stands where there is no fix. */
const fixOf = (said: Dig, at: string): string | undefined =>
  /^not ?available$/i.test(said.text(`${at}.fixedInVersion`) ?? '') ? undefined : said.take(`${at}.fixedInVersion`);

/** The weakness, once for each package that has it. */
export function vulnerabilitiesOf(said: Dig): Vulnerability[] | undefined {
  const isCve = /^CVE-/i.test(said.text(`${weak}.vulnerabilityId`) ?? '');
  const scores = said.list(`${weak}.cvss`).map((_, i) => `${weak}.cvss.${i}.baseScore`);
  const common = {
    cve: isCve ? said.take(`${weak}.vulnerabilityId`) : undefined,
    cvss: cvssIn(said, 'inspectorScore', ...scores),
  };
  const packages = said.list(`${weak}.vulnerablePackages`).slice(0, MAX);
  const found = packages.map((_, i) => {
    const at = `${weak}.vulnerablePackages.${i}`;
    const [name, version] = [said.take(`${at}.name`), said.take(`${at}.version`)];
    return defined({ ...common, package: name, version, fixedIn: fixOf(said, at) });
  });
  const bare = placed(common);
  const named = found.length > 0 ? found : bare === undefined ? [] : [bare];
  const all = [...named, ...relatedOf(said)].slice(0, MAX);
  return all.length === 0 ? undefined : all;
}

/** An advisory of a distribution names the weaknesses that it closes beside its own id. */
const relatedOf = (said: Dig): Vulnerability[] =>
  said
    .list(`${weak}.relatedVulnerabilities`)
    .map((_, i) => said.text(`${weak}.relatedVulnerabilities.${i}`) ?? '')
    .filter((id) => /^CVE-/i.test(id) && id !== said.text(`${weak}.vulnerabilityId`))
    .map((cve) => ({ cve }));

/** `repository:tag`, as people call an image. */
export function imageOf(said: Dig): string | undefined {
  const [repository, tag] = [said.text(`${image}.repositoryName`), said.text(`${image}.imageTags.0`)];
  if (repository === undefined) return undefined;
  return tag === undefined ? said.take(`${image}.repositoryName`) : `${repository}:${tag}`;
}

export const containerOf = (said: Dig): Container | undefined =>
  placed({ image: withDigest(imageOf(said), said, `${image}.imageHash`) });

const names = [`${details}.awsLambdaFunction.functionName`, `${details}.codeRepository.projectName`];

/** What people call the resource: its own name, or its tag `Name`. */
const nameOf = (said: Dig): string | undefined =>
  said.take(...names) ?? tagsOf(said).find(([name]) => name === 'Name')?.[1];

/** `event` is the EventBridge event around the finding. */
export const cloudOf = (said: Dig, event: Dig): Cloud =>
  defined({
    provider: 'aws',
    account: said.take('awsAccountId') ?? event.text('account'),
    region: said.take(`${resource}.region`) ?? event.text('region'),
    resource: placed({ uid: said.take(`${resource}.id`), type: said.take(`${resource}.type`), name: nameOf(said) }),
  });

const kinds: Readonly<Record<string, string>> = wordTable({
  AWS_EC2_INSTANCE: 'host',
  AWS_ECR_CONTAINER_IMAGE: 'container',
  AWS_ECR_REPOSITORY: 'container',
  AWS_LAMBDA_FUNCTION: 'function',
  CODE_REPOSITORY: 'repository',
});

const isOnePort = (said: Dig): boolean =>
  said.text(`${reach}.openPortRange.begin`) === said.text(`${reach}.openPortRange.end`);

const machine = `${details}.awsEc2Instance.ipV4Addresses`;
const others = [1, 2, 3].map((at) => `${machine}.${at}`);

export const targetOf = (said: Dig): Target =>
  defined({
    kind: kinds[said.text(`${resource}.type`) ?? ''] ?? 'cloud-resource',
    ...addressesIn(said, [`${machine}.0`], others),
    port: isOnePort(said) ? countIn(said, `${reach}.openPortRange.begin`) : undefined,
  });

/** What can be reached is reached from outside. */
export const connectionOf = (said: Dig): Connection | undefined =>
  said.value(reach) === undefined
    ? undefined
    : defined({ direction: 'inbound', protocol: said.take(`${reach}.protocol`) });

export const codeOf = (said: Dig): Code | undefined =>
  placed({ path: said.take(`${weakCode}.filePath`), line: countIn(said, `${weakCode}.startLine`) });

/** Where the first vulnerable package with a place is installed. */
export const fileIn = (said: Dig): File | undefined => {
  const packages = said.list(`${weak}.vulnerablePackages`).slice(0, MAX);
  return fileOf(said.take(...packages.map((_, i) => `${weak}.vulnerablePackages.${i}.filePath`)));
};

/** Whether a field of a list names something, such as `secrets` among the tags of a detector. */
export const isTagged = (said: Dig, path: string, tag: string): boolean =>
  said.list(path).some((each) => dig({ each }).text('each') === tag);
