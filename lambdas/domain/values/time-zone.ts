/** Whether it is the name of a time zone, such as `Europe/Berlin`. */
export const isTimeZone = (name: unknown): name is string => {
  try {
    return typeof name === 'string' && new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
};
