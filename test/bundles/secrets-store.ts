import { text } from 'node:stream/consumers';
import { type Loopback, listen } from './loopback.ts';

/** Stands in for Secrets Manager, which the emulators lack: answers GetSecretValue and nothing else. */
export const startSecretsStore = (byArn: Readonly<Record<string, object>>): Promise<Loopback> =>
  listen(async (request, response) => {
    const { SecretId } = JSON.parse(await text(request));
    const secret = byArn[String(SecretId)];
    const isRead = request.headers['x-amz-target'] === 'secretsmanager.GetSecretValue';
    if (!isRead || secret === undefined) {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ __type: 'ResourceNotFoundException', message: 'no such secret' }));
      return;
    }
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ ARN: SecretId, SecretString: JSON.stringify(secret) }));
  });
