/** A service of AWS took only a part of what it was asked for, try after try. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** What services call requests that they refuse for what they hold, and answers that say what a row or an object is. */
const aboutTheRequest: ReadonlySet<string> = new Set([
  'ConditionalCheckFailedException',
  'InvalidMessageContents',
  'InvalidParameterValue',
  'ItemCollectionSizeLimitExceededException',
  'NoSuchKey',
  'ValidationException',
]);

/** What a connection fails with: errors of Node, of the SDK's HTTP handler, of its credentials, and our own deadline. */
const connectionNames: ReadonlySet<string> = new Set([
  'CredentialsProviderError',
  'DeadlineOver',
  'TimeoutError',
  'Unavailable',
]);
const connectionCodes = /^(?:ECONN|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|EPIPE|ETIMEDOUT|ERR_SOCKET)/;

/** Answers of the SDK's services have both (https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/, ServiceException). */
const isAnswer = (error: Error): boolean => '$metadata' in error && '$fault' in error;

const isOfConnection = (error: Error): boolean =>
  connectionNames.has(error.name) || ('code' in error && connectionCodes.test(String(error.code)));

/**
 * Whether a failure is the state of a service, of the way to it or of what we may do there: throttled, not answering, down,
 * no permission. The same request is taken when the cause is gone, so it says nothing about the message that needed it.
 */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (aboutTheRequest.has(error.name)) return false;
  return isAnswer(error) || isOfConnection(error) || (error.cause !== undefined && isUnavailable(error.cause));
}
