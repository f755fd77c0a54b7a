import { AWS_KEYS, AWS_REGION } from '../_kit/aws-signature.ts';
import type { Service } from '../_kit/service.ts';
import { drawS3 } from './draw.ts';
import { S3_BUCKET, S3_PREFIX, s3 } from './receiver.ts';

export const s3Service = {
  title: 'Amazon S3',
  prefix: S3_PREFIX,
  create: s3,
  settings: (url) => ({ type: 's3', region: AWS_REGION, bucket: S3_BUCKET, apiUrl: url, ...AWS_KEYS }),
  draw: drawS3,
} as const satisfies Service;
