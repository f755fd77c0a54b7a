import type { Alert } from '../../../../domain/alert.ts';
import { imageParts } from '../../../../domain/image-name.ts';
import { isAddress } from '../_kit/bounds.ts';
import { present } from '../_kit/format.ts';
import { relatedIn } from './related-facts.ts';
import { keywords } from './values.ts';

const hashes = (...all: readonly (NonNullable<Alert['file']>['hashes'] | undefined)[]) =>
  keywords(all.flatMap((one) => (one === undefined ? [] : [one.sha256, one.sha512, one.sha1, one.md5])));

/** The hex digits of an image's digest, which have no other field in an index of 150. */
const imageHash = (image = ''): string[] => imageParts(image).digest.split(':').slice(1);

/** Every address, user, host and hash, wherever it stands: what indicators and other events are joined with. */
export function relatedOf({ actor, target, connection, kubernetes, file, container, sensor, facts }: Alert) {
  const { process } = actor;
  const others = relatedIn(facts);
  const remote = connection?.remote;
  return present({
    ip: [
      ...new Set(
        [actor.ip, target.ip, remote?.ip, target.host, target.publicIp, sensor?.host, ...others.ip].filter(isAddress),
      ),
    ],
    user: keywords([actor.user, actor.email, target.user]),
    hosts: keywords([target.host, target.domain, remote?.domain, kubernetes?.node, sensor?.host]),
    hash: [
      ...new Set([
        ...hashes(process?.hashes, process?.parent?.hashes, file?.hashes),
        ...keywords(imageHash(container?.image)),
        ...others.hash,
      ]),
    ],
  });
}
