/** Whether a text is of several words. */
export const isWordy = (text: string): boolean => /\S\s{1,4}\S/.test(text) && /\p{L}{2}/u.test(text);
