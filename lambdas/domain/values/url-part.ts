/** A text as one part of a URL. A lone surrogate, for which `encodeURIComponent` throws, becomes U+FFFD. */
export const urlPart = (text: string): string => encodeURIComponent(text.toWellFormed());
