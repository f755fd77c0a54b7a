/** What the emulators call their region. */
export const REGION = 'us-east-1';
