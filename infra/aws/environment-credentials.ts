interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * What bundles have in place of `@aws-sdk/credential-provider-node`: Lambda puts the credentials of a function's role
 * into its environment
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime), where the SDK's
 * own provider looks first too. The others that it knows would split the SDK into many small files, all loaded at each
 * cold start. It imports nothing, so that it lies in the same file as the SDK.
 */
export const defaultProvider = () => async (): Promise<Credentials> => {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId = '',
    AWS_SECRET_ACCESS_KEY: secretAccessKey = '',
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env;
  if (accessKeyId === '' || secretAccessKey === '')
    throw new Error(
      'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both set: Lambda sets them from the role of the function; set them yourself where a bundle runs outside of Lambda',
    );
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
};
