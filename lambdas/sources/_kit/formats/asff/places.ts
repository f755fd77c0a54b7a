import type { DraftActor, DraftTarget } from '../../../../domain/detection.ts';
import { defined } from '../../../../domain/values/json-fields.ts';
import type { Dig } from '../../field-reader.ts';
import { shortName } from '../guardduty/resource.ts';

const calls = ['networkConnectionAction', 'awsApiCallAction', 'portProbeAction.portProbeDetails.0'].map(
  (name) => `action.${name}.remoteIpDetails`,
);

/** The other side of what was seen, as far as the finding says. */
export const actorOf = (said: Dig): DraftActor =>
  defined({
    ip: said.take(
      ...calls.map((name) => `${name}.ipAddressV4`),
      'network.sourceIpV4',
      'network.sourceIpV6',
      'detection.sequence.endpoints.0.ip',
    ),
    country: said.take(
      ...calls.map((name) => `${name}.country.countryName`),
      'detection.sequence.endpoints.0.location.country',
    ),
    user: said.take('detection.sequence.actors.0.user.name', 'resources.0.details.awsIamAccessKey.principalName'),
    process: said.take('process.path', 'process.name'),
  });

const details = 'resources.0.details';

/** The first resource, with what its details say of it. */
export function targetOf(said: Dig): DraftTarget {
  const type = said.take('resources.0.type');
  const id = said.take('resources.0.id');
  const isInstance = /ec2instance$/i.test(type ?? '');
  return defined({
    kind: type ?? 'resource',
    url: said.take(`${details}.awsApiGatewayV2Api.apiEndpoint`),
    host: isInstance && id !== undefined ? shortName(id) : undefined,
    cluster: said.take(`${details}.awsEksCluster.name`, `${details}.awsEcsCluster.clusterName`),
    container: said.take(`${details}.container.name`),
    image: said.take(
      `${details}.container.imageName`,
      `${details}.awsEcrContainerImage.repositoryName`,
      `${details}.container.imageId`,
    ),
    resource: id,
  });
}
