/** What the emulators call their region. */
export const REGION = 'us-east-1';
/** The emulators take any. */
export const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
