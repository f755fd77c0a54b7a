import type { Actor, Cloud, File, Target } from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { type Dig, dig, pairsOf } from '../_kit/field-reader.ts';
import { addressIn, fileOf, placed } from '../_kit/typed-places.ts';

// https://docs.aws.amazon.com/macie/latest/APIReference/findings-describe.html

const bucket = 'resourcesAffected.s3Bucket';
const object = 'resourcesAffected.s3Object';
const actor = 'policyDetails.actor';
const identity = `${actor}.userIdentity`;

const users = [
  'iamUser.userName',
  'assumedRole.sessionContext.sessionIssuer.userName',
  'federatedUser.sessionContext.sessionIssuer.userName',
  'assumedRole.arn',
  'federatedUser.arn',
  'root.arn',
  'awsAccount.accountId',
  'awsService.invokedBy',
].map((name) => `${identity}.${name}`);

/** Who changed the bucket. */
export const actorOf = (said: Dig): Actor =>
  defined({
    ip: addressIn(said, `${actor}.ipAddressDetails.ipAddressV4`),
    country: said.take(`${actor}.ipAddressDetails.ipCountry.code`),
    user: said.take(...users),
  });

/** The object that was looked into; its key is a path within the bucket. */
export const fileIn = (said: Dig): File | undefined => fileOf(said.take(`${object}.key`));

/** A finding about a bucket says `null` where the object would be. */
export const targetOf = (said: Dig): Target =>
  defined({
    kind: said.text(`${object}.key`) === undefined ? 'bucket' : 'object',
    domain: said.take('policyDetails.action.apiCallDetails.apiServiceName'),
  });

/** `event` is the EventBridge event around the finding. */
export const cloudOf = (said: Dig, event: Dig): Cloud =>
  defined({
    provider: 'aws',
    account: said.take('accountId') ?? event.text('account'),
    region: said.take('region') ?? event.text('region'),
    resource: placed({
      uid: said.take(`${bucket}.arn`, `${object}.bucketArn`),
      type: 'AWS::S3::Bucket',
      name: said.take(`${bucket}.name`),
    }),
  });

/** What a finding is about, as people call it: `s3://bucket/key`. */
export function aboutOf(said: Dig): string | undefined {
  const name = said.text(`${bucket}.name`);
  const path =
    said.text(`${object}.path`) ?? [name, said.text(`${object}.key`)].filter((part) => part !== undefined).join('/');
  return path === '' ? undefined : `s3://${path}`;
}

/** Tags of the bucket, and of the object. */
export const tagsOf = (said: Dig): [name: string, text: string][] =>
  [bucket, object].flatMap((at) => pairsOf(said.value(`${at}.tags`)));

export const permissionOf = (said: Dig): string | undefined => said.take(`${bucket}.publicAccess.effectivePermission`);

const result = 'classificationDetails.result';

/** The kinds of sensitive data that were found, with how often: `12 CREDIT_CARD_NUMBER`. */
export function foundIn(said: Dig): string[] {
  const managed = said.list(`${result}.sensitiveData`).flatMap((each) => dig(each).list('detections'));
  const own = said.list(`${result}.customDataIdentifiers.detections`);
  return [...managed, ...own].flatMap((each) => {
    const { text } = dig(each);
    const name = text('type', 'name');
    return name === undefined ? [] : [[text('count'), name].filter((part) => part !== undefined).join(' ')];
  });
}
